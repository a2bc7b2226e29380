/** The aggregator's Prometheus metrics. */
@NullMarked
package io.flaghoist.aggregator.metrics;

import org.jspecify.annotations.NullMarked;
