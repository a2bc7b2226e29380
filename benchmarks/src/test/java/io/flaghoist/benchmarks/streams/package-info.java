/** Specifies the load by streams. */
@NullMarked
package io.flaghoist.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
