/** The control API: what a test or a person tells the simulator to do. */
@NullMarked
package io.flaghoist.simulator.control;

import org.jspecify.annotations.NullMarked;
