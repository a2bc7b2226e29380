package io.flaghoist.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KafkaClientsTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private final TopicPartition partition = new TopicPartition(prefix + ".log", 0);
    private final KafkaClients clients =
            new KafkaClients(
                    KafkaConnection.to(kafka.bootstrapServers()),
                    "test",
                    prefix + "-",
                    Duration.ofSeconds(30));

    @BeforeEach
    void create() throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1))).all().get();
        }
    }

    private void write(Producer<byte[], byte[]> producer, String value) throws Exception {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(partition.topic(), 0, bytes, bytes)).get();
    }

    private static void read(Consumer<byte[], byte[]> consumer, List<String> values) {
        consumer.poll(Duration.ofMillis(100))
                .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
    }

    @Test
    void a_log_reader_reads_what_is_committed_from_where_it_is_told_to() throws Exception {
        try (Producer<byte[], byte[]> producer =
                        clients.producer("writer", Map.of("transactional.id", prefix + "-writer"));
                Consumer<byte[], byte[]> reader = clients.logReader("reader")) {
            producer.initTransactions();
            producer.beginTransaction();
            write(producer, "aborted");
            producer.abortTransaction();
            producer.beginTransaction();
            write(producer, "committed");
            producer.commitTransaction();
            reader.assign(List.of(partition));
            assertThatThrownBy(() -> reader.poll(Duration.ofSeconds(10)))
                    .as("it never chooses an offset by itself")
                    .isInstanceOf(NoOffsetForPartitionException.class);

            reader.seek(partition, 0);

            var values = new ArrayList<String>();
            await().until(() -> {
                read(reader, values);
                return !values.isEmpty();
            });
            assertThat(values).containsExactly("committed");
        }
    }

    @Test
    void a_new_group_reads_from_the_beginning_under_the_prefix_of_all_groups() throws Exception {
        try (Producer<byte[], byte[]> producer = clients.producer("writer", Map.of())) {
            write(producer, "before");
        }
        try (Consumer<byte[], byte[]> member = clients.groupReader("work", 1 << 20, 10, Map.of())) {
            member.subscribe(List.of(partition.topic()));

            var values = new ArrayList<String>();
            await().until(() -> {
                read(member, values);
                return !values.isEmpty();
            });

            assertThat(values).containsExactly("before");
            assertThat(member.groupMetadata().groupId())
                    .isEqualTo(clients.groupId("work"))
                    .isEqualTo(prefix + "-work");
        }
    }
}
