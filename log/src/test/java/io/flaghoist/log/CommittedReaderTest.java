package io.flaghoist.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CommittedReaderTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final TopicPartition partition =
            new TopicPartition(kafka.newTopicPrefix() + ".config", 0);
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    private final KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers", kafka.bootstrapServers(),
                            "isolation.level", "read_committed",
                            "auto.offset.reset", "earliest"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
    private final KafkaProducer<byte[], byte[]> producer = producer("writer-" + partition);

    private static KafkaProducer<byte[], byte[]> producer(String id) {
        var settings = new Properties();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("transactional.id", id);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @BeforeEach
    void assign() throws Exception {
        admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1))).all().get();
        producer.initTransactions();
        write(3, true);
        consumer.assign(List.of(partition));
    }

    @AfterEach
    void close() {
        producer.close(Duration.ZERO);
        consumer.close();
        admin.close();
    }

    private void write(int records, boolean commit) {
        producer.beginTransaction();
        for (int i = 0; i < records; i++) {
            var record = new ProducerRecord<>(partition.topic(), 0, new byte[] {1}, new byte[0]);
            var _ = producer.send(record);
        }
        producer.flush();
        if (commit) {
            producer.commitTransaction();
        }
    }

    private long end(CommittedReader reader) throws Exception {
        return reader.ends(List.of(partition)).getOrDefault(partition, -1L);
    }

    @Test
    void it_reads_up_to_the_end_that_was_known_beforehand() throws Exception {
        var reader = new CommittedReader(admin, Duration.ofSeconds(30));
        var offsets = new ArrayList<Long>();

        long end = end(reader);
        assertThat(end).as("with the marker of the transaction").isEqualTo(4);
        reader.read(consumer, partition, end, record -> offsets.add(record.offset()));

        assertThat(offsets).containsExactly(0L, 1L, 2L);
    }

    @Test
    void from_its_end_it_reads_nothing() throws Exception {
        var reader = new CommittedReader(admin, Duration.ofSeconds(30));
        long end = end(reader);
        consumer.seek(partition, end);

        reader.read(
                consumer,
                partition,
                end,
                record -> {
                    throw new AssertionError(record);
                });
    }

    @Test
    void an_open_transaction_keeps_the_end_from_being_reached() throws Exception {
        var reader = new CommittedReader(admin, Duration.ofSeconds(1));
        write(1, false);
        long end = end(new CommittedReader(admin, Duration.ofSeconds(30)));
        assertThat(end).as("what is not committed counts").isEqualTo(5);

        assertThatThrownBy(() -> reader.read(consumer, partition, end, _ -> {}))
                .isInstanceOf(CommittedReader.EndNotReachedException.class)
                .hasMessageContaining("stays at offset 4 before its end 5");

        producer.commitTransaction();
        var patient = new CommittedReader(admin, Duration.ofSeconds(30));
        var offsets = new ArrayList<Long>();
        patient.read(consumer, partition, end, record -> offsets.add(record.offset()));
        assertThat(offsets).containsExactly(4L);
    }
}
