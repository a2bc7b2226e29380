package io.flaghoist.benchmarks.latency;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Notes when changes can be read in the log, on a thread of its own. */
final class LogReader implements AutoCloseable {
    private static final String FLAG = "feature";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Station station;
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final Thread thread;

    private LogReader(KafkaConsumer<byte[], byte[]> consumer, Station station) {
        this.consumer = consumer;
        this.station = station;
        this.thread = Thread.ofPlatform().daemon().name("log-reader").unstarted(this::read);
    }

    /** Reads what is committed to the config topic of {@code environment} from now on. */
    static LogReader open(String bootstrapServers, EnvironmentId environment, Station station)
            throws InterruptedException {
        var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false,
                                "fetch.min.bytes",
                                1),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        String topic = new TopicCatalogue("flaghoist").config(environment).name();
        var partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        var reader = new LogReader(consumer, station);
        reader.thread.start();
        reader.positioned.await();
        return reader;
    }

    private void read() {
        try (consumer) {
            consumer.assignment().forEach(consumer::position);
            positioned.countDown();
            while (true) {
                var records = consumer.poll(Duration.ofSeconds(1));
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    note(record, now);
                }
            }
        } catch (WakeupException closing) {
            positioned.countDown();
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record, long now) {
        try {
            var document = Json.read(record.value());
            station.pass(
                    new Sighting(document.path(FLAG).asText(), document.path("version").asLong()),
                    now);
        } catch (IOException e) {
            throw new UncheckedIOException("the log holds what is no JSON", e);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
