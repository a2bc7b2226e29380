package io.flaghoist.edge.target.store;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from request threads without blocking, and sends them from its own thread. The
 * queue is bounded; records that do not fit, and those that Kafka does not accept, are counted and
 * returned.
 */
final class Outbox implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final int MAX_LETTERS = 10_000;
    private static final long MAX_BYTES = 8L << 20;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** The outbox's thread waits for these. */
    private static final Map<String, Object> PROPERTIES =
            Map.of(
                    ProducerConfig.LINGER_MS_CONFIG, 5,
                    ProducerConfig.BUFFER_MEMORY_CONFIG, MAX_BYTES,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);

    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final Duration LOOK_UP = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<Producer<byte[], byte[]>> making;
    private final TargetMeters meters;
    private final long maxBytes;
    private final BlockingQueue<OutboxRecord> waiting;
    private final AtomicLong bytes = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final SupervisedLoop loop;
    private volatile @Nullable String trouble;
    private volatile boolean broken;
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * An outbox to Kafka, with a producer per kind of topic, so that a missing or forbidden topic
     * does not affect the others.
     *
     * @param kind of topic, for metrics, messages and the name of the thread
     */
    static Outbox to(KafkaSettings kafka, Supervisor supervisor, String kind, TargetMeters meters) {
        return new Outbox(
                supervisor,
                kind,
                () -> kafka.clients(REQUEST_TIMEOUT).producer(kind, PROPERTIES),
                meters,
                MAX_LETTERS,
                MAX_BYTES);
    }

    /**
     * Nothing is connected before {@link #start} and the first record.
     *
     * @param supervisor runs the sending loop
     * @param name of the kind of topic, for metrics and messages
     * @param making creates the producer, which this outbox closes; called again if it fails
     * @param maxLetters in the queue
     * @param maxBytes of the queue
     */
    Outbox(
            Supervisor supervisor,
            String name,
            Supplier<Producer<byte[], byte[]>> making,
            TargetMeters meters,
            int maxLetters,
            long maxBytes) {
        this.name = name;
        this.making = making;
        this.meters = meters;
        this.maxBytes = maxBytes;
        this.waiting = new ArrayBlockingQueue<>(maxLetters);
        this.loop =
                supervisor.loop(
                        LoopSpec.of("edge-outbox", "seen targets are not forwarded")
                                .ofInstance(name)
                                .onPlatform(),
                        this::sendNext,
                        this::farewell);
    }

    public void start() {
        loop.start();
    }

    /** Queues the record, or returns it immediately if the queue is full. Never blocks. */
    void post(OutboxRecord letter) {
        if (bytes.addAndGet(letter.weight()) > maxBytes || !waiting.offer(letter)) {
            bytes.addAndGet(-letter.weight());
            giveBack(letter, "no_room");
        }
    }

    /** Why the last record was not sent; empty if it was, or if there was none. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Number of queued records. */
    public int waiting() {
        return waiting.size();
    }

    private void sendNext() throws InterruptedException {
        OutboxRecord next = waiting.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return;
        }
        bytes.addAndGet(-next.weight());
        boolean handed = false;
        try {
            send(next);
            handed = true;
        } finally {
            if (!handed) {
                giveBack(next, "failed");
            }
        }
    }

    private void send(OutboxRecord letter) throws InterruptedException {
        Producer<byte[], byte[]> ours = producer();
        if (ours == null) {
            giveBack(letter, "failed");
            var _ = closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        send(ours, letter);
    }

    private void send(Producer<byte[], byte[]> ours, OutboxRecord letter) {
        try {
            var _ =
                    ours.send(
                            record(letter),
                            (_, failure) -> {
                                if (failure == null) {
                                    arrived();
                                } else {
                                    failed(letter, failure);
                                }
                            });
        } catch (InterruptException e) {
            throw e; // close ends the loop
        } catch (KafkaException | IllegalStateException e) {
            broken = true; // this producer is unusable
            failed(letter, e);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(OutboxRecord letter) {
        return KafkaRecords.write(
                letter.topic(),
                letter.partition() < 0 ? null : letter.partition(),
                null,
                letter.record());
    }

    /** Null while it cannot be created, for instance if a bootstrap address does not resolve. */
    private @Nullable Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> ours = producer;
        if (broken && ours != null) {
            ours.close(Duration.ZERO);
            ours = null;
        }
        if (ours == null) {
            try {
                ours = making.get();
                broken = false;
            } catch (KafkaException e) {
                trouble(e);
            }
        }
        producer = ours;
        return ours;
    }

    private void arrived() {
        meters.forwarded(name, "sent");
        if (trouble != null) {
            trouble = null;
            log.info("Kafka accepts {} again.", name);
        }
    }

    private void failed(OutboxRecord letter, Exception failure) {
        if (failure instanceof ClusterAuthorizationException) {
            broken = true;
        }
        giveBack(letter, "failed");
        trouble(failure);
    }

    private void giveBack(OutboxRecord letter, String outcome) {
        meters.forwarded(name, outcome);
        letter.returned().run();
    }

    /** Kafka's messages contain topics, partitions and sizes, never the content of records. */
    private void trouble(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        if (trouble == null) {
            log.warn(
                    "Kafka does not accept {}: {}. SDKs are not affected; each target is sent again when it authenticates"
                            + " next. Check KAFKA_BOOTSTRAP_SERVERS and this principal's WRITE permission on the topic.",
                    name,
                    reason);
        }
        trouble = reason;
    }

    private void farewell() {
        Producer<byte[], byte[]> ours = producer;
        for (OutboxRecord left = waiting.poll(); left != null; left = waiting.poll()) {
            if (ours == null || trouble != null) {
                giveBack(left, "failed");
            } else {
                send(ours, left);
            }
        }
        if (ours != null) {
            ours.close(FAREWELL);
        }
    }

    /** Sends queued records, for at most a few seconds. */
    @Override
    public void close() {
        loop.finish();
        closing.countDown();
        loop.awaitEnd(FAREWELL.multipliedBy(2));
    }
}
