package io.flaghoist.log.client;

import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka clients of a service. The caller closes them. */
public final class KafkaClients {
    /** A topic that was created, or recreated, after its consumer started is found within this. */
    private static final int TOPIC_LOOK_UP_MILLIS = 5_000;

    /** A member of a group that is silent for this long is removed from it. */
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    /**
     * Topics of quiet environments stay known; otherwise their next change would wait for a
     * look-up.
     */
    private static final long METADATA_MAX_IDLE_MILLIS = 24L * 60 * 60 * 1000;

    private final KafkaConnection kafka;
    private final String name;
    private final String groupPrefix;
    private final int answerMillis;

    /**
     * @param name of the service; client ids begin with it
     * @param groupPrefix what the ids of its consumer groups begin with
     * @param answerTimeout how long Kafka may take to answer a request
     */
    public KafkaClients(
            KafkaConnection kafka, String name, String groupPrefix, Duration answerTimeout) {
        this.kafka = kafka;
        this.name = name;
        this.groupPrefix = groupPrefix;
        this.answerMillis = Math.toIntExact(answerTimeout.toMillis());
    }

    public Admin admin() {
        return admin(Map.of());
    }

    /**
     * An admin client.
     *
     * @param more its properties beyond the common ones
     */
    public Admin admin(Map<String, ?> more) {
        return Admin.create(client("admin", more));
    }

    /** An admin client for requests that are repeated: it gives up on one after 5 s. */
    public Admin discovery(String purpose) {
        return Admin.create(
                client(
                        purpose,
                        Map.of(
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                4_000,
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                5_000)));
    }

    /** A consumer without a group that reads what is committed. */
    public Consumer<byte[], byte[]> logReader(String purpose) {
        return logReader(purpose, Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20));
    }

    /**
     * A consumer without a group that reads what is committed.
     *
     * @param more its properties beyond that, such as the size of a fetch
     */
    public Consumer<byte[], byte[]> logReader(String purpose, Map<String, ?> more) {
        var properties = new HashMap<String, Object>(more);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return consumer(purpose, properties);
    }

    /**
     * A consumer of a group that shares out partitions; its user commits. It fetches little ahead:
     * what it reads waits for SaaS. A new group starts at the beginning of its topics.
     *
     * @param purpose the group's id, without the prefix of all groups
     * @param maxFetchBytes of one partition
     * @param maxRecords that one poll returns
     * @param more its properties beyond that, such as its assignor
     */
    public Consumer<byte[], byte[]> groupReader(
            String purpose, int maxFetchBytes, int maxRecords, Map<String, ?> more) {
        var properties = new HashMap<String, Object>();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId(purpose));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 20);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, maxFetchBytes);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, TOPIC_LOOK_UP_MILLIS);
        properties.putAll(more);
        return consumer(purpose, properties);
    }

    /** The full id of a consumer group. */
    public String groupId(String purpose) {
        return groupPrefix + purpose;
    }

    private Consumer<byte[], byte[]> consumer(String purpose, Map<String, ?> more) {
        var properties = new HashMap<String, Object>();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, answerMillis);
        properties.putAll(more);
        return new KafkaConsumer<>(
                client(purpose, properties),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * An idempotent producer; what it acknowledges is durable.
     *
     * @param more its properties beyond that, such as its transactional id
     */
    public Producer<byte[], byte[]> producer(String purpose, Map<String, ?> more) {
        var properties = new HashMap<String, Object>();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, answerMillis);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, answerMillis);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSpec.MAX_MESSAGE_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * TopicSpec.MAX_MESSAGE_BYTES);
        properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_MAX_IDLE_MILLIS);
        properties.putAll(more);
        return new KafkaProducer<>(
                client(purpose, properties), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> client(String purpose, Map<String, ?> ours) {
        var properties = new HashMap<String, Object>(ours);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, name + "-" + purpose);
        properties.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, answerMillis);
        return kafka.client(properties);
    }
}
