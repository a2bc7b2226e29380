package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.schemas.wire.Target;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics around targets, made, written and read as ingest does. For one thread. */
final class TargetsKafka implements AutoCloseable {
    private final String bootstrapServers;
    private final TopicCatalogue topics;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    TargetsKafka(String bootstrapServers, TopicCatalogue topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    void create(TopicSpec topic) throws Exception {
        var wanted =
                new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                        .configs(topic.settings());
        admin.createTopics(List.of(wanted)).all().get();
    }

    void delete(TopicSpec topic) throws Exception {
        admin.deleteTopics(List.of(topic.name())).all().get();
    }

    /** Deletes all records that the environment's targets topic has now. */
    void empty(EnvironmentId environment) throws Exception {
        var partition = new TopicPartition(topics.targets(environment).name(), 0);
        admin.deleteRecords(
                        Map.of(
                                partition,
                                org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(-1)))
                .all()
                .get();
    }

    void write(EnvironmentId environment, Target... targets) throws Exception {
        Future<?> last = null;
        for (Target target : targets) {
            TargetRecord record =
                    new PrivateAttributes(Set.of())
                            .record(String.valueOf(target.identifier()), target, 1);
            last = send(environment, TargetCodec.encode(environment, record));
        }
        if (last != null) {
            last.get();
        }
    }

    void remove(EnvironmentId environment, String identifier) throws Exception {
        send(environment, TargetCodec.encodeRemoved(environment, identifier)).get();
    }

    void writeRubbish(EnvironmentId environment) throws Exception {
        byte[] rubbish = "{".getBytes(StandardCharsets.UTF_8);
        send(environment, new LogRecord(rubbish, rubbish, Map.of())).get();
    }

    private Future<?> send(EnvironmentId environment, LogRecord record) {
        var sent =
                new ProducerRecord<byte[], byte[]>(
                        topics.targets(environment).name(), 0, record.key(), record.value());
        record.headers().forEach((name, value) -> sent.headers().add(name, value));
        return producer.send(sent);
    }

    /** All bytes that the topic has: keys, values, headers. */
    String everything(TopicSpec topic) throws ExecutionException, InterruptedException {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic.name()).stream()
                            .map(it -> new TopicPartition(it.topic(), it.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var all = new ByteArrayOutputStream();
            while (partitions.stream().anyMatch(it -> consumer.position(it) < end(ends, it))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> {
                            all.writeBytes(record.key());
                            all.writeBytes(record.value() == null ? new byte[0] : record.value());
                            record.headers().forEach(header -> all.writeBytes(header.value()));
                        });
            }
            return all.toString(StandardCharsets.UTF_8);
        }
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
