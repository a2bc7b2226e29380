/** Specifies {@code aggregator.metrics}. */
@NullMarked
package io.flaghoist.aggregator.metrics;

import org.jspecify.annotations.NullMarked;
