/** The fault script: what goes wrong, for which requests, how often. */
@NullMarked
package io.flaghoist.simulator.fault;

import org.jspecify.annotations.NullMarked;
