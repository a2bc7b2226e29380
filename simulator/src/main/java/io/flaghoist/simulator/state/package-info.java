/**
 * What the simulated SaaS knows: environments, their documents, keys and targets, and how they
 * change.
 */
@NullMarked
package io.flaghoist.simulator.state;

import org.jspecify.annotations.NullMarked;
