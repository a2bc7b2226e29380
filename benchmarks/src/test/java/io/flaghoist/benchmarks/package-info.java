/** Specifies the benchmarks' entrance. */
@NullMarked
package io.flaghoist.benchmarks;

import org.jspecify.annotations.NullMarked;
