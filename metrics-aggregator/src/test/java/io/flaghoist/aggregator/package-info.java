/** Specifies the aggregator on a real broker against the simulator. */
@NullMarked
package io.flaghoist.aggregator;

import org.jspecify.annotations.NullMarked;
