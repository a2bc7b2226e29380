package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of ingest and their settings, in one place. */
public final class KafkaClients {
    /** A transaction that its writer abandoned blocks readers for so long. */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    /** Topics of quiet environments stay known, or their next change would wait for a look-up. */
    private static final long METADATA_MAX_IDLE_MILLIS = 24L * 60 * 60 * 1000;

    /** A topic that was created, or made anew, after its consumer began is found so soon. */
    private static final int TOPIC_LOOK_UP_MILLIS = 5_000;

    /** A member of a group that says nothing for so long is gone. */
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    private final KafkaSettings settings;
    private final String nodeName;

    public KafkaClients(KafkaSettings settings, String nodeName) {
        this.settings = settings;
        this.nodeName = nodeName;
    }

    /** The producer of one shard; its {@code transactional.id} fences the shard's other owners. */
    Producer<byte[], byte[]> shardProducer(int shard) {
        String id = settings.topicPrefix() + "-ingest-shard-" + shard;
        Map<String, Object> properties = producer("shard-" + shard);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        properties.putAll(settings.client());
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An idempotent producer without transactions. */
    public Producer<byte[], byte[]> plainProducer(String purpose) {
        Map<String, Object> properties = producer(purpose);
        properties.putAll(settings.client());
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producer(String purpose) {
        int answerMillis = (int) settings.answerTimeout().toMilliseconds();
        Map<String, Object> properties = common(purpose);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, answerMillis);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, answerMillis);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSpec.MAX_MESSAGE_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * TopicSpec.MAX_MESSAGE_BYTES);
        properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_MAX_IDLE_MILLIS);
        return properties;
    }

    /** A consumer that belongs to no group and reads what is committed. */
    public Consumer<byte[], byte[]> logReader(String purpose) {
        Map<String, Object> properties = common(purpose);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
        properties.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) settings.answerTimeout().toMilliseconds());
        properties.putAll(settings.client());
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A consumer of a group that shares out partitions; nothing is committed unless its user says
     * so. Little is fetched ahead: what is read waits for upstream.
     *
     * @param group without the prefix of all groups
     * @param maxRecords that one poll returns
     * @param additional settings
     */
    public Consumer<byte[], byte[]> groupReader(
            String group, int maxRecords, Map<String, Object> additional) {
        Map<String, Object> properties = common(group);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId(group));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A new group begins with what edges have seen before it.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What a crash leaves is taken over soon.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 20);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, TOPIC_LOOK_UP_MILLIS);
        properties.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) settings.answerTimeout().toMilliseconds());
        properties.putAll(additional);
        properties.putAll(settings.client());
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The full name of a consumer group. */
    public String groupId(String group) {
        return settings.topicPrefix() + "-ingest-" + group;
    }

    public Admin admin() {
        Map<String, Object> properties = common("admin");
        properties.putAll(settings.client());
        return Admin.create(properties);
    }

    private Map<String, Object> common(String purpose) {
        int answerMillis = (int) settings.answerTimeout().toMilliseconds();
        var properties = new HashMap<String, Object>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, nodeName + "-" + purpose);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, answerMillis);
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        // JMX would need one name per client, and quickstart runs several services in one JVM.
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }
}
