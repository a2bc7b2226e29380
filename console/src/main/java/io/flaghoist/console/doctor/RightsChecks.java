package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.when;

import io.flaghoist.console.doctor.Cluster.Authorizer;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;

/** Checks what this principal may do: it must read the log, and should do nothing else. */
record RightsChecks(Cluster cluster, Report report) {
    static final String NAME = "acls";

    private static final Set<AclOperation> TOO_MUCH =
            Set.of(
                    AclOperation.WRITE,
                    AclOperation.CREATE,
                    AclOperation.DELETE,
                    AclOperation.ALTER,
                    AclOperation.ALTER_CONFIGS);

    void check() {
        List<String> needed =
                Stream.concat(
                                cluster.environments().stream()
                                        .flatMap(it -> cluster.catalogue().of(it).stream()),
                                Stream.of(cluster.catalogue().status()))
                        .map(TopicSpec::name)
                        .toList();
        String allowReading = cluster.tools().allowReading(needed);
        if (cluster.authorizer() == Authorizer.NONE) {
            var values = Map.of("allowReading", allowReading);
            report.add(NAME, "no-authorizer", cluster.clusterId(), values);
            return;
        }
        long bad = needed.stream().filter(this::isUnreadable).count();
        boolean isTooMuch = isTooMuch(allowReading);
        if (bad == 0 && !isTooMuch) {
            var values = Map.of("topics", Format.count(needed.size(), "topic"));
            report.add(NAME, "ok", cluster.prefix(), values);
        }
    }

    private boolean isUnreadable(String topic) {
        if (cluster.topic(topic).isEmpty()) {
            return false; // reported by TopicChecks
        }
        Set<AclOperation> operations = cluster.topic(topic).get().authorizedOperations();
        return report.addAll(
                NAME,
                topic,
                Map.of("allowReading", cluster.tools().allowReading(List.of(topic))),
                when(operations == null, "unknown"),
                when(operations != null && !operations.contains(AclOperation.READ), "no-read"));
    }

    private boolean isTooMuch(String allowReading) {
        List<String> topics =
                cluster.topics().keySet().stream()
                        .filter(name -> !excess(operations(name)).isEmpty())
                        .toList();
        Set<AclOperation> onTopics =
                excess(topics.stream().flatMap(it -> operations(it).stream()).toList());
        Set<AclOperation> onCluster = excess(cluster.operations());
        List<String> personalData =
                cluster.topics().keySet().stream()
                        .filter(this::isPersonalData)
                        .filter(name -> operations(name).contains(AclOperation.READ))
                        .toList();
        var values =
                Map.of(
                        "connect", cluster.tools().connect(),
                        "principal", cluster.tools().principal(),
                        "allowReading", allowReading,
                        "onTopics", joined(onTopics),
                        "onCluster", joined(onCluster),
                        "topics", Format.count(topics.size(), "topic"),
                        "options", options(onTopics) + KafkaTools.options(topics),
                        "personalData", String.join(", ", personalData));
        return report.addAll(
                NAME,
                cluster.prefix(),
                values,
                when(!topics.isEmpty() && onCluster.isEmpty(), "too-much"),
                when(!topics.isEmpty() && !onCluster.isEmpty(), "too-much-both"),
                when(topics.isEmpty() && !onCluster.isEmpty(), "too-much-cluster"),
                when(!personalData.isEmpty(), "personal-data"));
    }

    /** Targets are personal data, which the console does not read. */
    private boolean isPersonalData(String topic) {
        return cluster.catalogue().environmentOfTargets(topic).isPresent()
                || topic.equals(cluster.catalogue().registrations().name());
    }

    private Set<AclOperation> operations(String topic) {
        return cluster.topic(topic).map(TopicDescription::authorizedOperations).orElse(Set.of());
    }

    private static Set<AclOperation> excess(Iterable<AclOperation> operations) {
        var excess = new TreeSet<AclOperation>();
        operations.forEach(excess::add);
        excess.retainAll(TOO_MUCH);
        return excess;
    }

    private static String joined(Set<AclOperation> operations) {
        return operations.stream().map(AclOperation::name).collect(Collectors.joining(", "));
    }

    /** {@code --operation AlterConfigs}, as kafka-acls.sh takes it. */
    private static String options(Set<AclOperation> operations) {
        return operations.stream()
                .map(it -> it.name().toLowerCase(Locale.ROOT).split("_", -1))
                .map(words ->
                        Stream.of(words)
                                .map(it ->
                                        it.substring(0, 1).toUpperCase(Locale.ROOT)
                                                + it.substring(1))
                                .collect(Collectors.joining("", " --operation ", "")))
                .collect(Collectors.joining());
    }
}
