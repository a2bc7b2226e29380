/** Specifies {@code aggregator.topology}. */
@NullMarked
package io.flaghoist.aggregator.topology;

import org.jspecify.annotations.NullMarked;
