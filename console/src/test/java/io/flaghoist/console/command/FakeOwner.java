package io.flaghoist.console.command;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.DecodedOrder;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderCodec;
import io.flaghoist.schemas.record.OrderOutcome;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a console sees of an ingest: heartbeats, and the outcomes of orders in them. */
final class FakeOwner implements AutoCloseable {
    /** How an environment stands. */
    record Stands(
            EnvironmentNames names,
            long revision,
            Heartbeat.Upstream upstream,
            List<DocumentKey> held,
            Optional<Heartbeat.HeldRemoval> removal,
            List<OrderOutcome> outcomes) {
        Stands at(long otherRevision) {
            return new Stands(names, otherRevision, upstream, held, removal, outcomes);
        }

        Stands with(OrderOutcome outcome) {
            var all = new ArrayList<>(outcomes);
            all.add(outcome);
            return new Stands(names, revision, upstream, held, removal, all);
        }

        Stands as(Heartbeat.Upstream other) {
            return new Stands(names, revision, other, held, removal, outcomes);
        }
    }

    final Map<EnvironmentId, Stands> environments = new ConcurrentHashMap<>();
    final List<DecodedOrder> orders = new CopyOnWriteArrayList<>();
    private final TopicCatalogue topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BiFunction<DecodedOrder, Stands, Stands> obey;
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean ended;
    private volatile boolean hasSpoken;
    private long sequence;

    /**
     * Creates the topics, and begins.
     *
     * @param obey what an order makes of its environment
     */
    FakeOwner(
            String bootstrapServers,
            TopicCatalogue topics,
            BiFunction<DecodedOrder, Stands, Stands> obey)
            throws Exception {
        this.topics = topics;
        this.obey = obey;
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        try (var admin = Admin.create(settings)) {
            for (TopicSpec topic : List.of(topics.freshness(), topics.control())) {
                admin.createTopics(
                                List.of(
                                        new NewTopic(topic.name(), topic.partitions(), (short) 1)
                                                .configs(topic.settings())))
                        .all()
                        .get();
            }
        }
        producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var control = List.of(new TopicPartition(topics.control().name(), 0));
        consumer.assign(control);
        consumer.seekToBeginning(control);
        thread.start();
    }

    private void run() {
        while (!ended) {
            for (var record : consumer.poll(Duration.ofMillis(50))) {
                DecodedOrder order = OrderCodec.decode(KafkaRecords.read(record));
                orders.add(order);
                EnvironmentId environment =
                        switch (order) {
                            case DecodedOrder.Understood(var it) -> it.signed().environment();
                            case DecodedOrder.Removed(var key) -> key.environment();
                            case DecodedOrder.Unreadable it ->
                                    throw new AssertionError(it.reason());
                        };
                environments.computeIfPresent(
                        environment, (_, stands) -> obey.apply(order, stands));
            }
            environments.forEach(this::beat);
            if (!environments.isEmpty()) {
                hasSpoken = true;
            }
        }
    }

    private void beat(EnvironmentId environment, Stands stands) {
        Instant now = Instant.now();
        LogRecord record =
                HeartbeatCodec.encode(
                        new Heartbeat(
                                environment,
                                "fake",
                                ++sequence,
                                new Position(1, stands.revision()),
                                "0".repeat(32),
                                60,
                                now,
                                Optional.empty(),
                                Optional.empty(),
                                stands.upstream(),
                                now,
                                stands.held().stream()
                                        .map(key ->
                                                new HeartbeatException(
                                                        key,
                                                        HeartbeatException.Kind.HELD,
                                                        "40 of 60 documents vanished upstream at once"))
                                        .toList(),
                                stands.held().size(),
                                stands.outcomes(),
                                "",
                                Optional.of(stands.names()),
                                stands.removal()));
        var headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        int partition = TopicCatalogue.shardOf(environment, topics.freshness().partitions());
        try {
            var _ =
                    producer.send(
                                    new ProducerRecord<>(
                                            topics.freshness().name(),
                                            partition,
                                            record.key(),
                                            record.value(),
                                            headers))
                            .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether every environment has been told of. */
    boolean hasSpoken() {
        return hasSpoken;
    }

    /** The orders that were written. */
    <T extends Order> List<T> orders(Class<T> type) {
        return orders.stream()
                .filter(DecodedOrder.Understood.class::isInstance)
                .map(it -> ((DecodedOrder.Understood) it).order())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        consumer.close();
        producer.close();
    }
}
