package io.flaghoist.console.doctor;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What Kafka says of itself and of our topics.
 *
 * @param controller absent while there is none
 * @param operations what this principal may do to the cluster; empty where Kafka does not say
 * @param brokerSettings of one broker, under Kafka's names
 * @param listed all topics under the prefix that this principal can see
 * @param environments those that were asked for, or that have topics
 * @param topics what was asked for each of our topics, whether listed or not
 * @param settings of the topics that can be described
 */
record ClusterView(
        String clusterId,
        Optional<Node> controller,
        List<Node> brokers,
        Set<AclOperation> operations,
        Authorizer authorizer,
        Asked<FeatureMetadata> features,
        Asked<Map<String, String>> brokerSettings,
        NavigableSet<String> listed,
        NavigableSet<EnvironmentId> environments,
        NavigableMap<String, Asked<TopicDescription>> topics,
        NavigableMap<String, Asked<Map<String, String>>> settings) {

    /** Whether Kafka checks rights at all. */
    enum Authorizer {
        PRESENT,
        NONE,
        UNKNOWN
    }

    /** The description of a topic that this principal can see. */
    Optional<TopicDescription> topic(String name) {
        return topics.get(name) instanceof Asked.Got<TopicDescription>(var description)
                ? Optional.of(description)
                : Optional.empty();
    }
}
