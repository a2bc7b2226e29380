/**
 * A stand-in for Harness SaaS, true to its wire protocol: start it, seed it, change it, break it.
 */
@NullMarked
package io.flaghoist.simulator;

import org.jspecify.annotations.NullMarked;
