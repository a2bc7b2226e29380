/** Flaghoist beside other systems that hand on flags, with the same data and the same stopwatch. */
@NullMarked
package io.flaghoist.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
