package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.settings.KafkaSettings;
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

/** The aggregator's Kafka clients beside Kafka Streams, and their settings, in one place. */
public final class KafkaClients {
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

    /** The admin client; whoever asks for it closes it. */
    public Admin admin() {
        Map<String, Object> properties = common("admin");
        properties.putAll(settings.client());
        return Admin.create(properties);
    }

    /** Writes what SaaS refused; an answer is durable. */
    Producer<byte[], byte[]> rejectedProducer() {
        int answerMillis = (int) settings.answerTimeout().toMilliseconds();
        Map<String, Object> properties = common("rejected");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, answerMillis);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, answerMillis);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSpec.MAX_MESSAGE_BYTES);
        properties.putAll(settings.client());
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Reads the outbox in the group of all aggregators. */
    Consumer<byte[], byte[]> outboxReader(Map<String, Object> additional) {
        Map<String, Object> properties = common("post");
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.topicPrefix() + "-aggregator-post");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 20);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, TOPIC_LOOK_UP_MILLIS);
        properties.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) settings.answerTimeout().toMilliseconds());
        properties.putAll(additional);
        properties.putAll(settings.client());
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
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
