/** The simulator as its clients see it: real requests to a real port. */
@NullMarked
package io.flaghoist.simulator;

import org.jspecify.annotations.NullMarked;
