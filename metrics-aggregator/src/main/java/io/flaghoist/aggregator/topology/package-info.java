/** Metrics topic to outbox: the Kafka Streams topology and who keeps it running. */
@NullMarked
package io.flaghoist.aggregator.topology;

import org.jspecify.annotations.NullMarked;
