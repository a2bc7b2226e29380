package io.flaghoist.testkit.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that nobody will ever end, left as a killed broker leaves one: a record is on a
 * partition, and what the coordinator wrote of it is lost.
 *
 * @param transactionalId of the writer, which is gone
 * @param partition where it is open; nothing behind it is read by {@code read_committed}
 */
public record HangingTransaction(String transactionalId, TopicPartition partition) {
    private static final String STATE_TOPIC = "__transaction_state";
    private static final TopicPartition STATE = new TopicPartition(STATE_TOPIC, 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The one client that Kafka lets write to its internal topics. */
    private static final String INTERNAL_WRITER = "__admin_client";

    /** What the coordinator knows of the writer afterwards. */
    public enum Coordinator {
        /** Nothing: its producer id is nobody's. */
        KNOWS_NOTHING,
        /** What it knew before the transaction began: the writer, under the same epoch. */
        KNOWS_WHAT_WAS_BEFORE
    }

    /**
     * Leaves one, and starts the broker again, so that the coordinator reads what it has left.
     *
     * @param broker of this package's: its {@code __transaction_state} has one partition
     * @param client settings of a client that may do everything, with the address
     */
    public static HangingTransaction leave(
            RestartableBroker broker,
            Map<String, String> client,
            TopicPartition partition,
            Coordinator coordinator) {
        var hanging = new HangingTransaction("hanging-" + UUID.randomUUID(), partition);
        try {
            hanging.open(client, coordinator);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The broker does not let a transaction hang.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
        broker.stop();
        broker.start();
        return hanging;
    }

    private void open(Map<String, String> client, Coordinator coordinator)
            throws InterruptedException, ExecutionException, TimeoutException {
        byte @Nullable [] before = null;
        var writer = new HashMap<String, Object>(client);
        writer.put("transactional.id", transactionalId);
        try (var producer = producer(writer)) {
            producer.initTransactions();
            before = state(client);
            producer.beginTransaction();
            var _ =
                    producer.send(
                                    new ProducerRecord<>(
                                            partition.topic(),
                                            partition.partition(),
                                            bytes("left"),
                                            bytes("open")))
                            .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            producer.close(Duration.ZERO); // ends nothing
        }
        var internal = new HashMap<String, Object>(client);
        internal.put("client.id", INTERNAL_WRITER);
        try (var producer = producer(internal)) {
            var _ =
                    producer.send(
                                    new ProducerRecord<>(
                                            STATE_TOPIC,
                                            STATE.partition(),
                                            key(),
                                            switch (coordinator) {
                                                case KNOWS_NOTHING -> null;
                                                case KNOWS_WHAT_WAS_BEFORE -> before;
                                            }))
                            .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What the coordinator has written of the writer last. */
    private byte[] state(Map<String, String> client) throws TimeoutException {
        var settings = new HashMap<String, Object>(client);
        byte @Nullable [] last = null;
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(STATE));
            consumer.seekToBeginning(List.of(STATE));
            Instant deadline = Instant.now().plus(TIMEOUT);
            ByteBuffer wanted = ByteBuffer.wrap(key());
            long end = consumer.endOffsets(List.of(STATE)).getOrDefault(STATE, 0L);
            while (consumer.position(STATE) < end && Instant.now().isBefore(deadline)) {
                for (var polled : consumer.poll(Duration.ofMillis(200))) {
                    if (ByteBuffer.wrap(polled.key()).equals(wanted)) {
                        last = polled.value();
                    }
                }
            }
        }
        if (last == null) {
            throw new TimeoutException("nothing of " + transactionalId + " on " + STATE_TOPIC);
        }
        return last;
    }

    /** As the coordinator writes it: version 0, and the id with its length before it. */
    private byte[] key() {
        byte[] id = bytes(transactionalId);
        return ByteBuffer.allocate(2 * Short.BYTES + id.length)
                .putShort((short) 0)
                .putShort((short) id.length)
                .put(id)
                .array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
