package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.RecordOffset;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.DecodedMetrics;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.MetricsCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks one environment's batches out of the outbox. Confined to one thread. */
final class OutboxReader {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxReader.class);

    private final byte[] key;
    private final AggregatorMetrics metrics;
    private boolean toldOfUnreadable;

    OutboxReader(EnvironmentId environment, AggregatorMetrics metrics) {
        this.key = environment.value().getBytes(StandardCharsets.UTF_8);
        this.metrics = metrics;
    }

    /** The batch; empty when it is another environment's, or nobody can read it. */
    Optional<BatchQueue.Waiting<RecordOffset>> read(ConsumerRecord<byte[], byte[]> record) {
        if (!Arrays.equals(key, record.key())) {
            return Optional.empty();
        }
        return switch (MetricsCodec.decodeBatch(KafkaRecords.read(record))) {
            case DecodedMetrics.Understood<MetricsBatch>(var batch) ->
                    Optional.of(
                            new BatchQueue.Waiting<>(
                                    RecordOffset.of(record),
                                    batch,
                                    record.timestamp(),
                                    record.serializedValueSize()));
            case DecodedMetrics.Unreadable<MetricsBatch>(var reason) -> {
                quarantine(record, reason);
                yield Optional.empty();
            }
        };
    }

    private void quarantine(ConsumerRecord<byte[], byte[]> record, String reason) {
        metrics.unreadable("metrics-batches");
        if (!toldOfUnreadable) {
            toldOfUnreadable = true;
            LOG.warn(
                    "Skipped {}: {}. Others like it are only counted.",
                    RecordOffset.of(record),
                    reason);
        }
    }
}
