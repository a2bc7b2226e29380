package io.flaghoist.console.doctor;

import io.flaghoist.console.doctor.ClusterView.Authorizer;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/** Asks Kafka all that the checks want to know, what can be asked at once at once. Blocks. */
final class ClusterReader {
    private final Admin admin;
    private final LogConnection log;
    private final TopicCatalogue topics;

    ClusterReader(Admin admin, LogConnection log) {
        this.admin = admin;
        this.log = log;
        this.topics = log.topics();
    }

    /** Everything; not got when Kafka does not even say who it is. */
    Asked<ClusterView> read(Set<EnvironmentId> wanted) {
        var cluster =
                admin.describeCluster(
                        new DescribeClusterOptions().includeAuthorizedOperations(true));
        var features = admin.describeFeatures().featureMetadata();
        var acls = admin.describeAcls(AclBindingFilter.ANY).values();
        var names = admin.listTopics().names();

        Asked<Collection<Node>> nodes = await(cluster.nodes());
        Asked<Set<String>> all = await(names);
        return switch (nodes) {
            case Asked.NotGot<Collection<Node>>(var why, var reason) ->
                    new Asked.NotGot<>(why, reason);
            case Asked.Got<Collection<Node>>(var brokers) -> {
                NavigableSet<String> listed = ours(all.orElse(Set.of()));
                NavigableSet<EnvironmentId> environments = environments(listed, wanted);
                var described = describe(names(listed, environments));
                yield new Asked.Got<>(
                        new ClusterView(
                                await(cluster.clusterId()).orElse("unknown"),
                                controller(cluster.controller()),
                                List.copyOf(brokers),
                                await(operations(cluster.authorizedOperations())).orElse(Set.of()),
                                authorizer(acls),
                                await(features),
                                brokerSettings(brokers),
                                listed,
                                environments,
                                described,
                                settings(described)));
            }
        };
    }

    private <T> Asked<T> await(KafkaFuture<T> future) {
        return Asked.of(future, log.answerTimeout());
    }

    /** Absent also where Kafka's answer is null: there is no controller just now. */
    private Optional<Node> controller(KafkaFuture<Node> controller) {
        return await(controller.thenApply(Optional::ofNullable)).orElse(Optional.empty());
    }

    /** Kafka's null, for what it does not say, as nothing. */
    private static KafkaFuture<Set<AclOperation>> operations(
            KafkaFuture<Set<AclOperation>> future) {
        return future.thenApply(operations -> operations == null ? Set.of() : operations);
    }

    /** Who may not ask who may do what knows at least that it is checked. */
    private Authorizer authorizer(KafkaFuture<Collection<AclBinding>> acls) {
        try {
            var _ = acls.get(log.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return Authorizer.PRESENT;
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case SecurityDisabledException _ -> Authorizer.NONE;
                case AuthorizationException _ -> Authorizer.PRESENT;
                case null, default -> Authorizer.UNKNOWN;
            };
        } catch (TimeoutException e) {
            return Authorizer.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Authorizer.UNKNOWN;
        }
    }

    private NavigableSet<String> ours(Set<String> all) {
        return all.stream()
                .filter(name -> name.startsWith(topics.prefix() + "."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private NavigableSet<EnvironmentId> environments(
            NavigableSet<String> listed, Set<EnvironmentId> wanted) {
        if (!wanted.isEmpty()) {
            return new TreeSet<>(wanted);
        }
        return listed.stream()
                .map(name -> TopicNames.environment(topics, name))
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is listed and what ought to be: of a topic that is not listed Kafka says why. */
    private NavigableSet<String> names(
            NavigableSet<String> listed, NavigableSet<EnvironmentId> environments) {
        var names = new TreeSet<String>();
        listed.stream()
                .filter(name ->
                        TopicNames.environment(topics, name)
                                .map(environments::contains)
                                .orElse(true))
                .forEach(names::add);
        topics.shared().forEach(topic -> names.add(topic.name()));
        environments.forEach(
                environment -> topics.of(environment).forEach(topic -> names.add(topic.name())));
        return names;
    }

    private NavigableMap<String, Asked<TopicDescription>> describe(NavigableSet<String> names) {
        var described = new TreeMap<String, Asked<TopicDescription>>();
        admin.describeTopics(
                        TopicCollection.ofTopicNames(names),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .forEach((name, future) -> described.put(name, await(future)));
        return described;
    }

    private NavigableMap<String, Asked<Map<String, String>>> settings(
            NavigableMap<String, Asked<TopicDescription>> described) {
        List<ConfigResource> resources =
                described.entrySet().stream()
                        .filter(topic -> topic.getValue() instanceof Asked.Got<TopicDescription>)
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.getKey()))
                        .toList();
        var settings = new TreeMap<String, Asked<Map<String, String>>>();
        admin.describeConfigs(resources)
                .values()
                .forEach((resource, future) ->
                        settings.put(
                                resource.name(), await(future.thenApply(ClusterReader::values))));
        return settings;
    }

    private Asked<Map<String, String>> brokerSettings(Collection<Node> brokers) {
        if (brokers.isEmpty()) {
            return new Asked.NotGot<>(Asked.Why.ABSENT, "there is no broker");
        }
        var broker =
                new ConfigResource(
                        ConfigResource.Type.BROKER, brokers.iterator().next().idString());
        var values = admin.describeConfigs(List.of(broker)).values().values().iterator().next();
        return await(values.thenApply(ClusterReader::values));
    }

    private static Map<String, String> values(Config config) {
        var values = new HashMap<String, String>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null && !entry.isSensitive()) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }
}
