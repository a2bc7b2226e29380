package io.flaghoist.testkit.log;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Creates config, freshness and status topics and writes to them as ingest does, one transaction
 * per call; all changes of an environment must come from one writer. For one thread at a time.
 */
public final class TopicWriter implements AutoCloseable {
    private final TopicCatalogue topics;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<EnvironmentId, EnvironmentDelta> written = new HashMap<>();

    public TopicWriter(String bootstrapServers, TopicCatalogue topics) {
        this.topics = topics;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "transactional.id",
                                topics.prefix() + "-test-writer",
                                "transaction.timeout.ms",
                                10_000,
                                "max.request.size",
                                TopicSpec.MAX_MESSAGE_BYTES),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
    }

    public void create(TopicSpec topic) {
        var settings =
                new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                        .configs(topic.settings());
        await(admin.createTopics(List.of(settings)).all());
    }

    public void delete(TopicSpec topic) {
        await(admin.deleteTopics(List.of(topic.name())).all());
    }

    /** Writes changes to the environment's config topic. */
    public void write(EnvironmentId environment, List<Change> changes) {
        producer.beginTransaction();
        if (changes.getFirst().position().revision() == 1) {
            written.remove(environment); // a log made anew
        }
        EnvironmentDelta all =
                written.computeIfAbsent(
                        environment, it -> new EnvironmentDelta(EnvironmentImage.empty(it)));
        for (Change change : changes) {
            all.replay(change);
            send(
                    topics.config(environment),
                    ConfigCodec.encode(environment, kind(change), change, all.digest()));
        }
        producer.commitTransaction();
    }

    /** Writes changes and takes them back. */
    public void writeAndAbort(EnvironmentId environment, List<Change> changes) {
        producer.beginTransaction();
        changes.forEach(change ->
                send(
                        topics.config(environment),
                        ConfigCodec.encode(environment, kind(change), change)));
        producer.flush();
        producer.abortTransaction();
    }

    /** Writes one record as it is, however strange. */
    public void write(EnvironmentId environment, LogRecord record) {
        producer.beginTransaction();
        send(topics.config(environment), record);
        producer.commitTransaction();
    }

    public void write(IngestStatus status) {
        producer.beginTransaction();
        send(topics.status(), status.encode());
        producer.commitTransaction();
    }

    /** Writes to the environment's partition of the freshness topic. */
    public void write(Heartbeat heartbeat) {
        producer.beginTransaction();
        send(
                topics.freshness(),
                TopicCatalogue.shardOf(heartbeat.environment(), TopicCatalogue.DEFAULT_SHARDS),
                HeartbeatCodec.encode(heartbeat));
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    private static ChangeKind kind(Change change) {
        return switch (change) {
            case Change.Saved _ -> ChangeKind.REPLACED;
            case Change.Removed _ -> ChangeKind.REMOVED;
        };
    }

    private void send(TopicSpec topic, LogRecord record) {
        send(topic, 0, record);
    }

    /** A failure comes out of the commit. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(TopicSpec topic, int partition, LogRecord record) {
        var kafkaRecord =
                new ProducerRecord<>(topic.name(), partition, record.key(), record.value());
        record.headers().forEach((name, value) -> kafkaRecord.headers().add(name, value));
        producer.send(kafkaRecord);
    }

    private static void await(KafkaFuture<Void> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
