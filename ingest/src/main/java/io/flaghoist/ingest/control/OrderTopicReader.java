package io.flaghoist.ingest.control;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.DecodedOrder;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderCodec;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the control topic from its beginning. What it cannot read, or does not know how to carry
 * out, is skipped, counted and reported; an order must not be guessed.
 */
public final class OrderTopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderTopicReader.class);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /** Keys of rejected records that are remembered, to report when they are gone. */
    private static final int MAX_REJECTED = 100;

    private static final int MAX_KEY_LENGTH = 100;

    private final TopicPartition partition;
    private final KafkaDependencies kafka;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Orders orders;
    private final OneProblem problem;
    private final OneProblem unread;
    private final SupervisedLoop loop;
    private final Map<String, String> rejected = new LinkedHashMap<>();
    private @Nullable Consumer<byte[], byte[]> consumer;
    private long next;

    /** Begins nothing yet. */
    public OrderTopicReader(KafkaDependencies kafka, Orders orders) {
        this(kafka, orders, () -> kafka.clients().logReader("orders"));
    }

    OrderTopicReader(
            KafkaDependencies kafka, Orders orders, Supplier<Consumer<byte[], byte[]>> consumers) {
        String topic = kafka.catalogue().control().name();
        this.partition = new TopicPartition(topic, 0);
        this.kafka = kafka;
        this.consumers = consumers;
        this.orders = orders;
        this.problem =
                new OneProblem(
                        "Orders",
                        "they are not carried out, all others are",
                        "who writes to "
                                + topic
                                + "; ./flaghoist of this version writes what is known here",
                        kafka.clock());
        this.unread =
                new OneProblem(
                        "Orders",
                        "what people order is not carried out; everything else goes on",
                        "the brokers, and this principal's READ permission on " + topic,
                        kafka.clock());
        this.loop =
                kafka.supervisor()
                        .loop(
                                LoopSpec.of(
                                        "ingest-orders", "what people order is not carried out"),
                                this::turn,
                                this::disconnect);
    }

    public void start() {
        loop.start();
    }

    /** What is wrong with orders, or with the reading of them. */
    public Optional<Problem> problem() {
        return unread.current().or(problem::current);
    }

    private void turn() throws InterruptedException {
        try {
            Consumer<byte[], byte[]> connected = connected();
            for (ConsumerRecord<byte[], byte[]> record : connected.poll(POLL)) {
                handle(record);
            }
            next = connected.position(partition);
            unread.clear();
            if (!orders.areKnown() && next >= end(connected)) {
                orders.endReached();
            }
        } catch (OffsetOutOfRangeException e) {
            LOG.warn("Orders: the topic was made anew; it is read from its beginning");
            next = 0;
            disconnect();
        } catch (InterruptException e) {
            throw new InterruptedException(); // the loop is being ended
        } catch (KafkaException e) { // it is away, or refuses, which is expected
            disconnect();
            unread.raise("%s cannot be read: %s".formatted(partition.topic(), e.getMessage()));
            Thread.sleep(POLL);
        }
    }

    private long end(Consumer<byte[], byte[]> connected) {
        return connected.endOffsets(List.of(partition)).getOrDefault(partition, Long.MAX_VALUE);
    }

    private Consumer<byte[], byte[]> connected() {
        Consumer<byte[], byte[]> known = consumer;
        if (known != null) {
            return known;
        }
        Consumer<byte[], byte[]> created = consumers.get();
        consumer = created;
        created.assign(List.of(partition));
        if (next == 0) {
            orders.beginAnew();
            rejected.clear();
            problem.clear();
            created.seekToBeginning(List.of(partition));
        } else {
            created.seek(partition, next);
        }
        return created;
    }

    private void disconnect() {
        Consumer<byte[], byte[]> gone = consumer;
        consumer = null;
        if (gone != null) {
            boolean wasInterrupted = Thread.interrupted(); // or closing would fail, loudly
            gone.close(CloseOptions.timeout(CLOSE));
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        switch (OrderCodec.decode(KafkaRecords.read(record))) {
            case DecodedOrder.Understood(var order) -> handle(record, order);
            case DecodedOrder.Removed(var key) -> {
                orders.remove(key);
                accept(record);
            }
            case DecodedOrder.Unreadable(var reason) -> reject(record, reason);
        }
    }

    private void handle(ConsumerRecord<byte[], byte[]> record, Order order) {
        switch (order) {
            case Order.Confirm _, Order.Retire _ -> {
                if (orders.put(order)) {
                    accept(record);
                } else {
                    reject(record, "there are more than " + Orders.MAX_ORDERS + " orders");
                }
            }
            case Order.Pin _, Order.Adopt _, Order.Change _ ->
                    reject(record, "this version does not carry out such orders");
        }
    }

    private void reject(ConsumerRecord<byte[], byte[]> record, String reason) {
        kafka.metrics().add(1, Metric.UNREADABLE_ORDERS);
        String key = key(record);
        if (rejected.size() < MAX_REJECTED || rejected.containsKey(key)) {
            rejected.put(key, reason);
        }
        report();
        LOG.debug("Orders: passed over offset {}: {}", record.offset(), reason);
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        if (rejected.remove(key(record)) != null) {
            report();
        }
    }

    private void report() {
        if (rejected.isEmpty()) {
            problem.clear();
        } else {
            Map.Entry<String, String> first = rejected.entrySet().iterator().next();
            problem.raise(
                    "%d orders on %s cannot be carried out, for instance %s: %s"
                            .formatted(
                                    rejected.size(),
                                    partition.topic(),
                                    first.getKey(),
                                    first.getValue()));
        }
    }

    /** For people: bounded, and without what could break a line. */
    private static String key(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        String text = key == null ? "(no key)" : new String(key, StandardCharsets.UTF_8);
        String safe = text.replaceAll("[^A-Za-z0-9/_.*-]", "?");
        return safe.substring(0, Math.min(safe.length(), MAX_KEY_LENGTH));
    }

    @Override
    public void close() {
        loop.close();
    }
}
