/** The entrance: which questions to measure, and how long. */
@NullMarked
package io.flaghoist.benchmarks;

import org.jspecify.annotations.NullMarked;
