/** The services that are measured: real processes on a real broker. */
@NullMarked
package io.flaghoist.benchmarks.house;

import org.jspecify.annotations.NullMarked;
