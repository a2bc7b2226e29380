package io.flaghoist.aggregator.post;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.RejectedBatch;
import io.flaghoist.schemas.record.LogRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** The topic of refused batches. Its producer is made when the first one is refused. */
final class KafkaRejectedBatches implements RejectedBatches, AutoCloseable {
    private final KafkaClients clients;
    private final String topic;
    private @Nullable Producer<byte[], byte[]> producer;

    KafkaRejectedBatches(KafkaClients clients, String topic) {
        this.clients = clients;
        this.topic = topic;
    }

    @Override
    public void keep(RejectedBatch rejected) {
        LogRecord record = MetricsCodec.encode(rejected);
        try {
            var _ = producer().send(KafkaRecords.write(topic, null, null, record)).get();
        } catch (ExecutionException e) {
            throw new KafkaException("A refused batch could not be kept", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> made = producer;
        if (made == null) {
            made = clients.producer("rejected", Map.of());
            producer = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
