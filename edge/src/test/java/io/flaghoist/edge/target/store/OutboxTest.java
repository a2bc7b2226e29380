package io.flaghoist.edge.target.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.service.Supervisor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final BlockingQueue<MockProducer<byte[], byte[]>> made = new LinkedBlockingQueue<>();
    private final AtomicInteger returned = new AtomicInteger();
    private Outbox outbox = outbox(10, 1 << 20);

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void letters_are_sent_in_order_with_key_value_and_headers() throws Exception {
        outbox.start();
        outbox.post(letter("a"));
        outbox.post(letter("b"));

        MockProducer<byte[], byte[]> producer = made.take();
        await().until(() -> producer.history().size() == 2);
        assertThat(producer.history())
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("a", "b");
        assertThat(producer.history().getFirst().headers().lastHeader("h").value())
                .isEqualTo("v".getBytes(UTF_8));

        assertThat(producer.completeNext()).isTrue();
        assertThat(text()).contains("{outcome=\"sent\",topic=\"kind\"} 1.0");
        assertThat(returned).hasValue(0);
        assertThat(producer.completeNext()).isTrue();
    }

    @Test
    void without_a_letter_there_is_no_producer() {
        outbox.start();
        outbox.close();

        assertThat(made).isEmpty();
    }

    @Test
    void a_letter_that_finds_no_room_comes_back_at_once() {
        for (int i = 0; i < 12; i++) {
            outbox.post(letter("x")); // nobody has started it: nothing is taken out
        }

        assertThat(outbox.waiting()).isEqualTo(10);
        assertThat(returned).hasValue(2);
        assertThat(text()).contains("{outcome=\"no_room\",topic=\"kind\"} 2.0");
    }

    @Test
    void room_is_bounded_by_bytes_too() {
        outbox = outbox(10, 3_000);
        outbox.post(letter("x".repeat(2_000)));
        outbox.post(letter("x".repeat(2_000)));
        outbox.post(letter("small"));

        assertThat(outbox.waiting()).isEqualTo(2);
        assertThat(returned).hasValue(1);
    }

    @Test
    void what_kafka_forbids_comes_back_and_is_told_until_something_arrives() throws Exception {
        outbox.start();
        outbox.post(letter("a"));
        MockProducer<byte[], byte[]> producer = made.take();
        await().until(() -> producer.history().size() == 1);

        assertThat(producer.errorNext(new TopicAuthorizationException("no"))).isTrue();

        assertThat(returned).hasValue(1);
        assertThat(text()).contains("{outcome=\"failed\",topic=\"kind\"} 1.0");
        assertThat(outbox.trouble()).contains("TopicAuthorizationException: no");

        outbox.post(letter("b"));
        await().until(() -> producer.history().size() == 2);
        assertThat(producer.completeNext()).isTrue();
        assertThat(outbox.trouble()).isEqualTo(Optional.empty());
    }

    @Test
    void a_producer_that_is_broken_is_closed_and_another_takes_its_place() throws Exception {
        outbox.start();
        outbox.post(letter("a"));
        MockProducer<byte[], byte[]> first = made.take();
        await().until(() -> first.history().size() == 1);
        first.sendException = new KafkaException("fatal");

        outbox.post(letter("b"));
        await().until(() -> returned.get() == 1);
        outbox.post(letter("c"));

        MockProducer<byte[], byte[]> second = made.take();
        await().until(() -> second.history().size() == 1);
        await().until(first::closed);
    }

    @Test
    void what_waits_when_it_closes_is_sent() throws Exception {
        outbox.start();
        outbox.post(letter("a"));
        MockProducer<byte[], byte[]> producer = made.take();
        await().until(() -> producer.history().size() == 1);
        outbox.post(letter("b"));

        outbox.close();

        assertThat(producer.history()).hasSize(2);
        assertThat(producer.closed()).isTrue();
    }

    private Outbox outbox(int letters, long bytes) {
        return new Outbox(
                Supervisor.unobserved(), "kind", this::producer, targetMeters, letters, bytes);
    }

    private Producer<byte[], byte[]> producer() {
        var producer =
                new MockProducer<>(
                        false, null, new ByteArraySerializer(), new ByteArraySerializer());
        made.add(producer);
        return producer;
    }

    private OutboxRecord letter(String value) {
        return new OutboxRecord(
                "topic",
                0,
                new LogRecord(
                        "key".getBytes(UTF_8),
                        value.getBytes(UTF_8),
                        Map.of("h", "v".getBytes(UTF_8))),
                returned::incrementAndGet);
    }

    private String text() {
        return new String(meters.text(), UTF_8);
    }
}
