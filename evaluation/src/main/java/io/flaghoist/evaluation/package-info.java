/** The decision: what a flag is for a target, and why. Pure: no I/O, no locks. */
@NullMarked
package io.flaghoist.evaluation;

import org.jspecify.annotations.NullMarked;
