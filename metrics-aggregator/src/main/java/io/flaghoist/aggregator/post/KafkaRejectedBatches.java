package io.flaghoist.aggregator.post;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.RejectedBatch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** The topic of rejected batches. Its producer is created for the first one. Thread-safe. */
final class KafkaRejectedBatches implements AutoCloseable {
    private final KafkaClients clients;
    private final String topic;
    private @Nullable Producer<byte[], byte[]> producer;

    KafkaRejectedBatches(KafkaClients clients, String topic) {
        this.clients = clients;
        this.topic = topic;
    }

    /**
     * Writes a batch; returns once it is durable.
     *
     * @throws KafkaException if it is not
     */
    void keep(RejectedBatch rejected) {
        var record = KafkaRecords.write(topic, null, null, MetricsCodec.encode(rejected));
        try {
            var _ = producer().send(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException("A rejected batch could not be written", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = clients.producer("rejected", Map.of());
            producer = current;
        }
        return current;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
