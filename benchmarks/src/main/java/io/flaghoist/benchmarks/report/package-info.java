/** Figures, what ran beside them, and how they are printed and kept. */
@NullMarked
package io.flaghoist.benchmarks.report;

import org.jspecify.annotations.NullMarked;
