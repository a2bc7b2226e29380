package io.flaghoist.benchmarks.history;

import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes histories into Kafka, several changes to a transaction. For one thread. */
final class HistoryWriter implements AutoCloseable {
    /** What one fetch of a busy project may bring; fewer would take longer to write. */
    private static final int CHANGES_PER_TRANSACTION = 50;

    private final String bootstrapServers;
    private final TopicCatalogue topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private int inTransaction;

    HistoryWriter(String bootstrapServers, TopicCatalogue topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "transactional.id",
                                "history-benchmark",
                                "linger.ms",
                                0,
                                "max.request.size",
                                TopicSpec.MAX_MESSAGE_BYTES),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Creates the environment's topics and writes all of its changes. */
    void write(SampleHistory sample) throws InterruptedException, ExecutionException {
        create(sample);
        String config = topics.config(sample.environment()).name();
        String history = topics.history(sample.environment()).name();
        sample.tell((observedAt, configRecord, historyRecord) -> {
            if (inTransaction == 0) {
                producer.beginTransaction();
            }
            send(config, observedAt, configRecord);
            send(history, observedAt, historyRecord);
            if (++inTransaction == CHANGES_PER_TRANSACTION) {
                commit();
            }
        });
        if (inTransaction > 0) {
            commit();
        }
    }

    private void commit() {
        producer.commitTransaction();
        inTransaction = 0;
    }

    /** A failure comes out of the commit. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(String topic, Instant observedAt, LogRecord record) {
        var out =
                new ProducerRecord<>(
                        topic, 0, observedAt.toEpochMilli(), record.key(), record.value());
        record.headers().forEach((name, value) -> out.headers().add(name, value));
        producer.send(out);
    }

    private void create(SampleHistory sample) throws InterruptedException, ExecutionException {
        var wanted =
                topics.of(sample.environment()).stream()
                        .map(it ->
                                new NewTopic(it.name(), it.partitions(), (short) 1)
                                        .configs(it.settings()))
                        .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(wanted).all().get();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
