package io.flaghoist.history.sample;

import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of a test's broker, written and read record by record as they are. */
public final class SampleTopics implements AutoCloseable {
    private final String bootstrapServers;
    private final Admin admin;
    private final CommittedReader reading;

    public SampleTopics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.reading = new CommittedReader(admin, Duration.ofSeconds(20));
    }

    public void create(TopicSpec topic) throws InterruptedException, ExecutionException {
        var created =
                new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                        .configs(topic.settings());
        admin.createTopics(List.of(created)).all().get();
    }

    /** Creates the topic with these records. */
    public void write(TopicSpec topic, List<StoredRecord> records)
            throws InterruptedException, ExecutionException {
        create(topic);
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 20),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (StoredRecord record : records) {
                var sent =
                        new ProducerRecord<>(
                                topic.name(),
                                0,
                                record.timestamp(),
                                record.content().key(),
                                record.content().value());
                record.content().headers().forEach((name, text) -> sent.headers().add(name, text));
                var _ = producer.send(sent);
            }
            producer.flush();
        }
    }

    /** All records of the topic's one partition. */
    public List<StoredRecord> records(TopicSpec topic) {
        var records = new ArrayList<StoredRecord>();
        var partition = new TopicPartition(topic.name(), 0);
        try (var consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = reading.ends(List.of(partition)).getOrDefault(partition, 0L);
            reading.read(
                    consumer,
                    partition,
                    end,
                    record ->
                            records.add(
                                    new StoredRecord(
                                            new RecordOffset(record.topic(), 0, record.offset()),
                                            record.timestamp(),
                                            KafkaRecords.read(record))));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
        return records;
    }

    public RecordSource source(TopicSpec topic) {
        return visitor -> SampleLog.source(records(topic)).forEach(visitor);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    public Admin admin() {
        return admin;
    }

    @Override
    public void close() {
        admin.close();
    }
}
