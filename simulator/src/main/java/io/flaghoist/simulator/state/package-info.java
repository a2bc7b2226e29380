/**
 * The state of the simulated SaaS: environments, documents, keys and targets, and their changes.
 */
@NullMarked
package io.flaghoist.simulator.state;

import org.jspecify.annotations.NullMarked;
