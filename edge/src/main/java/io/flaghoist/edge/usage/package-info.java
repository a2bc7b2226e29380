/** Metrics of SDKs, from a post to the metrics topic or, while Kafka is unavailable, to disk. */
@NullMarked
package io.flaghoist.edge.usage;

import org.jspecify.annotations.NullMarked;
