package io.flaghoist.log.transactions;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What writers and readers do around the transactions under test. */
final class Transactions {
    private static final int TIMEOUT_SECONDS = 30;
    private static final String VERSION = "transaction.version";

    private Transactions() {}

    static void createTopic(Map<String, String> client, String topic) {
        try (var admin = Admin.create(Map.copyOf(client))) {
            get(
                    admin.createTopics(
                                    List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                            .all()
                            .toCompletionStage()
                            .toCompletableFuture());
        }
    }

    /** Makes the broker offer writers that begin from now on this kind of transactions. */
    static void useVersion(Map<String, String> client, short version) {
        var type =
                version < 2
                        ? FeatureUpdate.UpgradeType.SAFE_DOWNGRADE
                        : FeatureUpdate.UpgradeType.UPGRADE;
        try (var admin = Admin.create(Map.copyOf(client))) {
            var _ =
                    get(
                            admin.updateFeatures(
                                            Map.of(VERSION, new FeatureUpdate(version, type)),
                                            new UpdateFeaturesOptions())
                                    .all()
                                    .toCompletionStage()
                                    .toCompletableFuture());
            await().until(() -> isAtVersion(admin, version));
        }
    }

    private static boolean isAtVersion(Admin admin, short version) {
        var range =
                get(admin.describeFeatures()
                                .featureMetadata()
                                .toCompletionStage()
                                .toCompletableFuture())
                        .finalizedFeatures()
                        .get(VERSION);
        return range != null && range.maxVersionLevel() == version;
    }

    static void send(Map<String, String> client, TopicPartition to, String value) {
        try (var writer = new Writer(client, Map.of())) {
            writer.send(to, value, Instant.now());
        }
    }

    /** All that {@code read_committed} tells now. */
    static List<String> committed(Map<String, String> client, TopicPartition partition) {
        var settings = new HashMap<String, Object>(client);
        settings.put("isolation.level", "read_committed");
        var values = new ArrayList<String>();
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            // Of a reader of committed records this is the last stable offset.
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(polled -> values.add(polled.value()));
            }
        }
        return values;
    }

    static int epochOf(Map<String, String> client, String transactionalId) {
        try (var admin = Admin.create(Map.copyOf(client))) {
            return get(admin.describeTransactions(List.of(transactionalId))
                            .description(transactionalId)
                            .toCompletionStage()
                            .toCompletableFuture())
                    .producerEpoch();
        }
    }

    /** A writer that has begun a transaction. */
    static Writer begun(Map<String, String> client, String transactionalId) {
        var writer = new Writer(client, Map.of("transactional.id", transactionalId));
        writer.producer.initTransactions();
        writer.producer.beginTransaction();
        return writer;
    }

    /** A writer that does {@code work} in one short transaction after the other. */
    static Worker working(
            Map<String, String> client, String transactionalId, Consumer<Writer> work) {
        return new Worker(begun(client, transactionalId), work);
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    static final class Writer implements AutoCloseable {
        private final KafkaProducer<String, String> producer;

        private Writer(Map<String, String> client, Map<String, String> more) {
            var settings = new HashMap<String, Object>(client);
            settings.putAll(more);
            this.producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        }

        void send(TopicPartition to, String value, Instant at) {
            try {
                var _ =
                        producer.send(
                                        new ProducerRecord<>(
                                                to.topic(),
                                                to.partition(),
                                                at.toEpochMilli(),
                                                "key",
                                                value))
                                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError("A record for " + to + " was not taken.", e);
            }
        }

        void commit() {
            producer.commitTransaction();
        }

        @Override
        public void close() {
            producer.close(Duration.ofSeconds(TIMEOUT_SECONDS));
        }
    }

    static final class Worker implements AutoCloseable {
        private final Writer writer;
        private final AtomicBoolean goesOn = new AtomicBoolean(true);
        private final CompletableFuture<Void> work;

        private Worker(Writer writer, Consumer<Writer> work) {
            this.writer = writer;
            this.work =
                    CompletableFuture.runAsync(() -> {
                        while (goesOn.get()) {
                            work.accept(writer);
                            writer.commit();
                            writer.producer.beginTransaction();
                        }
                        writer.producer.abortTransaction();
                    });
        }

        boolean hasEnded() {
            return work.isDone();
        }

        /** Ends, and fails when the writer did. */
        void finish() {
            goesOn.set(false);
            var _ = get(work);
        }

        @Override
        public void close() {
            goesOn.set(false);
            writer.close();
        }
    }
}
