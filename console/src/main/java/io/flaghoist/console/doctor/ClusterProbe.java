package io.flaghoist.console.doctor;

import io.flaghoist.console.doctor.Cluster.Authorizer;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** Asks Kafka's admin API for all that the checks need. Blocks. */
record ClusterProbe(Admin admin, LogConnection log) {

    /** Everything; a problem where Kafka does not even list its brokers. */
    Reply<Cluster> probe(Set<EnvironmentId> wanted) {
        var cluster =
                admin.describeCluster(
                        new DescribeClusterOptions().includeAuthorizedOperations(true));
        var features = admin.describeFeatures().featureMetadata();
        var acls = admin.describeAcls(AclBindingFilter.ANY).values();
        var names = admin.listTopics().names();
        Reply<Collection<Node>> nodes = await(cluster.nodes());
        if (nodes.isMissing()) {
            return Reply.failed(nodes.problem(), nodes.reason());
        }
        List<Node> brokers = List.copyOf(nodes.value().orElseThrow());
        Set<String> listed =
                await(names).value().orElse(Set.of()).stream()
                        .filter(name -> name.startsWith(topics().prefix() + "."))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<EnvironmentId> environments = new TreeSet<>(wanted);
        if (wanted.isEmpty()) {
            listed.forEach(name -> topics().environmentOf(name).ifPresent(environments::add));
        }
        var described = describe(names(listed, environments));
        return Reply.of(
                new Cluster(
                        log,
                        await(cluster.clusterId()).value().orElse("unknown"),
                        // Null while there is none.
                        await(cluster.controller().thenApply(Optional::ofNullable))
                                .value()
                                .flatMap(it -> it),
                        brokers,
                        // Null where Kafka does not say.
                        await(cluster.authorizedOperations().thenApply(Optional::ofNullable))
                                .value()
                                .flatMap(it -> it)
                                .orElse(Set.of()),
                        authorizer(await(acls)),
                        await(features),
                        brokerSettings(brokers),
                        listed,
                        environments,
                        described,
                        settings(described)));
    }

    private <T> Reply<T> await(KafkaFuture<T> future) {
        return Reply.of(future, log.answerTimeout());
    }

    /** A principal that may not list the rules knows at least that there are some. */
    private static Authorizer authorizer(Reply<?> acls) {
        return switch (acls.problem()) {
            case NONE, DENIED -> Authorizer.PRESENT;
            case NO_AUTHORIZER -> Authorizer.NONE;
            case ABSENT, UNSUPPORTED, OTHER -> Authorizer.UNKNOWN;
        };
    }

    /** What is listed and what ought to be: of a topic that is not listed Kafka says why. */
    private Set<String> names(Set<String> listed, Set<EnvironmentId> environments) {
        var names = new TreeSet<String>();
        listed.stream()
                .filter(name ->
                        topics().environmentOf(name).map(environments::contains).orElse(true))
                .forEach(names::add);
        topics().shared().forEach(topic -> names.add(topic.name()));
        environments.forEach(
                environment -> topics().of(environment).forEach(topic -> names.add(topic.name())));
        return names;
    }

    private NavigableMap<String, Reply<TopicDescription>> describe(Set<String> names) {
        var described = new TreeMap<String, Reply<TopicDescription>>();
        admin.describeTopics(
                        TopicCollection.ofTopicNames(names),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .forEach((name, future) -> described.put(name, await(future)));
        return described;
    }

    private Map<String, Reply<Map<String, String>>> settings(
            Map<String, Reply<TopicDescription>> described) {
        List<ConfigResource> resources =
                described.entrySet().stream()
                        .filter(topic -> !topic.getValue().isMissing())
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.getKey()))
                        .toList();
        return admin.describeConfigs(resources).values().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                entry -> entry.getKey().name(),
                                entry -> await(entry.getValue().thenApply(ClusterProbe::values))));
    }

    private Reply<Map<String, String>> brokerSettings(List<Node> brokers) {
        if (brokers.isEmpty()) {
            return Reply.failed(Reply.Problem.OTHER, "there is no broker");
        }
        var broker = new ConfigResource(ConfigResource.Type.BROKER, brokers.getFirst().idString());
        var config = admin.describeConfigs(List.of(broker)).all();
        return await(config.thenApply(all -> values(all.get(broker))));
    }

    private static Map<String, String> values(@Nullable Config config) {
        if (config == null) {
            return Map.of();
        }
        return config.entries().stream()
                .filter(entry -> entry.value() != null && !entry.isSensitive())
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private TopicCatalogue topics() {
        return log.topics();
    }
}
