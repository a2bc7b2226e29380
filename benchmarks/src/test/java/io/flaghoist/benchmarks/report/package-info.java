/** Specifies reports. */
@NullMarked
package io.flaghoist.benchmarks.report;

import org.jspecify.annotations.NullMarked;
