package io.flaghoist.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicQueryTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private final TopicPartition first = new TopicPartition(prefix + ".first", 0);
    private final TopicPartition second = new TopicPartition(prefix + ".second", 0);
    private final KafkaClients clients =
            new KafkaClients(
                    KafkaConnection.to(kafka.bootstrapServers()),
                    "test",
                    "test-",
                    Duration.ofSeconds(30));
    private final Admin admin = clients.discovery("discovery");
    private final TopicQuery query = new TopicQuery(admin);
    private final Map<String, String> refused = new HashMap<>();

    @BeforeEach
    void create() throws Exception {
        create(first);
        create(second);
        write(first, 3, Map.of());
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private void create(TopicPartition partition) throws Exception {
        admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1))).all().get();
    }

    private void write(TopicPartition partition, int records, Map<String, ?> properties)
            throws Exception {
        try (Producer<byte[], byte[]> producer = clients.producer("writer", properties)) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), 0, new byte[1], new byte[1]))
                        .get();
            }
        }
    }

    private Map<String, TopicExtent> extents(TopicPartition... partitions) throws Exception {
        List<String> names = List.of(partitions).stream().map(TopicPartition::topic).toList();
        var topics = query.describe(names).values();
        return TopicQuery.extents(
                topics,
                query.offsets(List.of(partitions), OffsetSpec.earliest(), refused),
                query.offsets(List.of(partitions), OffsetSpec.latest(), refused));
    }

    private TopicExtent extent(TopicPartition partition) throws Exception {
        return extents(partition).getOrDefault(partition.topic(), new TopicExtent("", -1, -1));
    }

    @Test
    void all_topics_are_listed_and_only_existing_ones_are_described() throws Exception {
        assertThat(query.clusterId()).isNotEmpty();
        assertThat(query.names()).contains(first.topic(), second.topic());
        assertThat(query.describe(List.of(first.topic(), prefix + ".absent")))
                .containsOnlyKeys(first.topic());
    }

    @Test
    void an_extent_reaches_from_the_first_offset_to_the_high_watermark() throws Exception {
        Map<String, TopicExtent> both = extents(first, second);
        assertThat(both).containsOnlyKeys(first.topic(), second.topic());
        assertThat(extent(first).begin()).isZero();
        assertThat(extent(first).end()).isEqualTo(3);
        assertThat(extent(second).end()).isZero();

        admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(2))).all().get();

        assertThat(extent(first).begin()).isEqualTo(2);
        assertThat(extent(first).end()).isEqualTo(3);
    }

    @Test
    void records_behind_an_open_transaction_are_in_the_extent() throws Exception {
        try (Producer<byte[], byte[]> open =
                clients.producer("open", Map.of("transactional.id", prefix + "-open"))) {
            open.initTransactions();
            open.beginTransaction();
            open.send(new ProducerRecord<>(first.topic(), 0, new byte[1], new byte[1])).get();

            assertThat(extent(first).end()).isEqualTo(4);

            open.abortTransaction();
        }
    }

    @Test
    void a_topic_that_was_created_anew_has_another_id() throws Exception {
        String before = extent(first).topicId();
        admin.deleteTopics(List.of(first.topic())).all().get();
        await().ignoreExceptions()
                .until(() -> {
                    create(first);
                    return true;
                });

        await().ignoreExceptions().until(() -> !extent(first).topicId().isEmpty());

        assertThat(extent(first).topicId()).isNotEqualTo(before);
        assertThat(extent(first).end()).isZero();
    }

    @Test
    void a_partition_that_does_not_answer_keeps_no_other_from_being_known() throws Exception {
        var absent = new TopicPartition(first.topic(), 7);

        Map<TopicPartition, Long> ends =
                query.offsets(List.of(absent, first), OffsetSpec.latest(), refused);

        assertThat(ends).containsOnlyKeys(first);
        assertThat(refused).isEmpty();
    }

    @Test
    void where_no_partition_answers_nothing_is_known() {
        var absent = new TopicPartition(first.topic(), 7);

        assertThatThrownBy(() -> query.offsets(List.of(absent), OffsetSpec.latest(), refused))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void without_kafka_it_gives_up_within_seconds() {
        var nowhere =
                new KafkaClients(
                        KafkaConnection.to("127.0.0.1:1"), "test", "", Duration.ofSeconds(30));
        try (Admin away = nowhere.discovery("discovery")) {
            long began = System.nanoTime();

            assertThatThrownBy(() -> new TopicQuery(away).names())
                    .isInstanceOfAny(TimeoutException.class, ExecutionException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(15));
        }
    }
}
