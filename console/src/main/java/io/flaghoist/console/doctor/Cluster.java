package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What Kafka's admin API says of brokers and of our topics.
 *
 * @param controller absent while there is none
 * @param operations what this principal may do to the cluster; empty where Kafka does not say
 * @param brokerSettings of one broker, under Kafka's names
 * @param listed all topics under the prefix that this principal can see
 * @param environments those that were asked for, or that have topics; sorted
 * @param topics the reply for each of our topics, whether listed or not
 * @param settings of the topics that can be described
 */
record Cluster(
        LogConnection log,
        String clusterId,
        Optional<Node> controller,
        List<Node> brokers,
        Set<AclOperation> operations,
        Authorizer authorizer,
        Reply<FeatureMetadata> features,
        Reply<Map<String, String>> brokerSettings,
        Set<String> listed,
        Set<EnvironmentId> environments,
        NavigableMap<String, Reply<TopicDescription>> topics,
        Map<String, Reply<Map<String, String>>> settings) {

    /** Whether Kafka checks rights at all. */
    enum Authorizer {
        PRESENT,
        NONE,
        UNKNOWN
    }

    TopicCatalogue catalogue() {
        return log.topics();
    }

    KafkaTools tools() {
        return KafkaTools.of(log);
    }

    String prefix() {
        return catalogue().prefix();
    }

    String statusTopic() {
        return catalogue().status().name();
    }

    /** The description of a topic that this principal can see. */
    Optional<TopicDescription> topic(String name) {
        Reply<TopicDescription> reply = topics.get(name);
        return reply == null ? Optional.empty() : reply.value();
    }

    /** Those of our topics that can be seen. */
    List<Topic> visibleTopics() {
        var visible = new ArrayList<Topic>();
        topics.forEach((name, reply) -> {
            Optional<TopicSpec> spec = catalogue().spec(name);
            Reply<Map<String, String>> read = settings.get(name);
            if (spec.isPresent() && reply.value().isPresent() && read != null) {
                visible.add(
                        new Topic(spec.get(), reply.value().get(), read, brokers.size(), tools()));
            }
        });
        return visible;
    }
}
