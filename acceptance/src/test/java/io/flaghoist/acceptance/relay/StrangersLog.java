package io.flaghoist.acceptance.relay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.RestartableBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An environment's topics in the hands of somebody who has the rights and should not use them. */
public final class StrangersLog implements AutoCloseable {
    private final TopicPartition config;
    private final TopicPartition history;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    public StrangersLog(RestartableBroker broker, TestEnvironment environment) {
        var topics = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);
        var id = new EnvironmentId(environment.id());
        this.config = new TopicPartition(topics.config(id).name(), 0);
        this.history = new TopicPartition(topics.history(id).name(), 0);
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "isolation.level",
                        "read_committed");
        this.consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Writes a valid document over a flag, as the next change of whoever wrote the last one. */
    public void overwrite(String flag, UnaryOperator<ObjectNode> change) {
        List<ConsumerRecord<byte[], byte[]>> records = all(config);
        ConsumerRecord<byte[], byte[]> last =
                records.stream()
                        .filter(record -> text(record.key()).equals("flag/" + flag))
                        .reduce((_, later) -> later)
                        .orElseThrow();
        long revision =
                records.stream()
                        .mapToLong(record -> number(record, "revision"))
                        .max()
                        .orElseThrow();
        ObjectNode tree = change.apply(CanonicalJson.ofBytes(last.value()).tree());
        CanonicalJson value = CanonicalJson.of(tree);
        var foreign =
                new ProducerRecord<>(config.topic(), 0, last.key(), value.utf8(), last.headers());
        set(foreign, "revision", Long.toString(revision + 1));
        set(foreign, "sha256", value.sha256());
        try {
            var _ = producer.send(foreign).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a stranger writes.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A stranger cannot write.", e);
        }
    }

    /** Whether the history says that the flag was repaired. */
    public boolean isRepaired(String flag) {
        return all(history).stream()
                .map(StrangersLog::entry)
                .anyMatch(entry ->
                        entry.cause() == Cause.REPAIR && entry.key().identifier().equals(flag));
    }

    private static HistoryRecord entry(ConsumerRecord<byte[], byte[]> record) {
        try {
            return HistoryCodec.decode(record.value());
        } catch (UnreadableHistoryException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> all(TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        while (consumer.position(partition) < end) {
            records.addAll(consumer.poll(Duration.ofMillis(200)).records(partition));
        }
        return records;
    }

    private static void set(ProducerRecord<byte[], byte[]> record, String header, String value) {
        record.headers().remove(header).add(header, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String header) {
        return Long.parseLong(text(record.headers().lastHeader(header).value()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
