package io.flaghoist.testkit.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the tests of the brokers do with Kafka: topics of one partition, strings in and out. */
final class BrokerClient implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 30;
    private static final int MAX_REQUEST = 32 * 1024 * 1024;

    private final String bootstrapServers;
    private final Admin admin;
    private final KafkaProducer<String, String> producer;

    BrokerClient(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", bootstrapServers,
                                "max.request.size", MAX_REQUEST,
                                "buffer.memory", 2L * MAX_REQUEST),
                        new StringSerializer(),
                        new StringSerializer());
    }

    void createTopic(String topic) {
        try {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Topic " + topic + " was not created.", e);
        }
    }

    void send(String topic, String value) {
        try {
            producer.send(new ProducerRecord<>(topic, value))
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("A record for " + topic + " was not taken.", e);
        }
    }

    /** The first {@code count} records of the topic. */
    List<String> read(String topic, int count) {
        var values = new ArrayList<String>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            var partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            var deadline = Instant.now().plusSeconds(TIMEOUT_SECONDS);
            while (values.size() < count && Instant.now().isBefore(deadline)) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(consumed -> values.add(consumed.value()));
            }
        }
        return values;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
