package io.flaghoist.console.doctor;

import io.flaghoist.console.doctor.ClusterView.Authorizer;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;

/** Judges what this principal may do: it must read the log, and ought to do nothing else. */
final class AclChecks {
    static final String NAME = "acls";

    private static final Set<AclOperation> TOO_MUCH =
            EnumSet.of(
                    AclOperation.WRITE,
                    AclOperation.CREATE,
                    AclOperation.DELETE,
                    AclOperation.ALTER,
                    AclOperation.ALTER_CONFIGS);

    private final ClusterView cluster;
    private final TopicCatalogue topics;
    private final Commands commands;
    private final Findings findings = new Findings();

    AclChecks(ClusterView cluster, TopicCatalogue topics, Commands commands) {
        this.cluster = cluster;
        this.topics = topics;
        this.commands = commands;
    }

    List<Check> checks() {
        if (cluster.authorizer() == Authorizer.NONE) {
            findings.warning(
                    NAME,
                    cluster.clusterId(),
                    "This cluster checks no rights: whoever reaches its port may read targets, alter the history, and delete topics.",
                    "Set authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer and super.users on brokers and controllers, give clients an identity (SASL or TLS), and each service the rights of docs/operating.md; the console needs:\n"
                            + commands.allowReading(needed()));
            return findings.checks();
        }
        needed().forEach(this::readable);
        tooMuch();
        personalData();
        if (findings.isClean(NAME)) {
            findings.ok(
                    NAME,
                    topics.prefix(),
                    "May read what the console needs (%s), and alter nothing."
                            .formatted(Words.count(needed().size(), "topic")));
        }
        return findings.checks();
    }

    private List<String> needed() {
        var needed = new ArrayList<String>();
        for (EnvironmentId environment : cluster.environments()) {
            topics.of(environment).forEach(topic -> needed.add(topic.name()));
        }
        needed.add(topics.status().name());
        return needed;
    }

    private void readable(String name) {
        Optional<TopicDescription> topic = cluster.topic(name);
        if (topic.isEmpty()) {
            return; // TopicChecks has said so
        }
        Set<AclOperation> operations = topic.get().authorizedOperations();
        if (operations == null) {
            findings.skipped(NAME, name, "Kafka does not say what this principal may do.");
        } else if (!operations.contains(AclOperation.READ)) {
            findings.wrong(
                    NAME,
                    name,
                    "This principal may see the topic but not READ it.",
                    commands.allowReading(List.of(name)));
        }
    }

    private void tooMuch() {
        var operations = EnumSet.noneOf(AclOperation.class);
        var where = new TreeSet<String>();
        for (String name : cluster.topics().keySet()) {
            Set<AclOperation> excess = excess(operations(name));
            if (!excess.isEmpty()) {
                operations.addAll(excess);
                where.add(name);
            }
        }
        Set<AclOperation> onCluster = excess(cluster.operations());
        if (where.isEmpty() && onCluster.isEmpty()) {
            return;
        }
        String found =
                where.isEmpty()
                        ? "may %s on the cluster".formatted(words(onCluster))
                        : "may %s on %s%s"
                                .formatted(
                                        words(operations),
                                        Words.count(where.size(), "topic"),
                                        onCluster.isEmpty() ? "" : ", and more on the cluster");
        findings.warning(
                NAME,
                topics.prefix(),
                "This principal %s. The console needs to read, and nothing else: a history that its readers can alter proves little."
                        .formatted(found),
                advice(operations, where));
    }

    private String advice(Set<AclOperation> operations, Set<String> where) {
        var arguments =
                operations.stream()
                        .map(operation -> " --operation " + camelCase(operation))
                        .collect(Collectors.joining());
        return String.join(
                "\n",
                "Give the console a principal of its own. The least rights:",
                commands.allowReading(needed()),
                "Where the surplus comes from (no line: a super user, or a prefixed or wildcard rule):",
                commands.listRights(),
                "Taken away, where it was given topic by topic, with:",
                commands.removeRights(arguments, where));
    }

    /** Targets are personal data, which the console does not read. */
    private void personalData() {
        List<String> readable =
                cluster.topics().keySet().stream()
                        .filter(this::holdsTargets)
                        .filter(name -> operations(name).contains(AclOperation.READ))
                        .toList();
        if (!readable.isEmpty()) {
            findings.warning(
                    NAME,
                    topics.prefix(),
                    "This principal may READ personal data: %s. The console does not need them."
                            .formatted(String.join(", ", readable)),
                    "Give rights topic by topic instead of by prefix:\n"
                            + commands.allowReading(needed()));
        }
    }

    private boolean holdsTargets(String name) {
        return topics.environmentOfTargets(name).isPresent()
                || name.equals(topics.registrations().name());
    }

    private Set<AclOperation> operations(String topic) {
        return cluster.topic(topic)
                .map(TopicDescription::authorizedOperations)
                .map(Set::copyOf)
                .orElse(Set.of());
    }

    private static Set<AclOperation> excess(Set<AclOperation> operations) {
        return operations.stream()
                .filter(TOO_MUCH::contains)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(AclOperation.class)));
    }

    private static String words(Set<AclOperation> operations) {
        return operations.stream().map(AclOperation::name).collect(Collectors.joining(", "));
    }

    /** {@code AlterConfigs}, as kafka-acls.sh wants it. */
    private static String camelCase(AclOperation operation) {
        var text = new StringBuilder();
        for (String word : operation.name().split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
