package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.first;
import static io.flaghoist.console.doctor.State.when;

import io.flaghoist.console.doctor.Cluster.Authorizer;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.TopicDescription;

/** Checks which topics exist, and those that do. */
record TopicChecks(Cluster cluster, Report report) {
    private static final String PRESENCE = "topics";

    /** Leaders and replicas. */
    void replicas() {
        List<Topic> topics = cluster.visibleTopics();
        long bad = topics.stream().filter(topic -> topic.reportReplicas(report)).count();
        if (bad == 0) {
            String state = topics.isEmpty() ? "no-topic" : "ok";
            String count = Format.count(topics.size(), "topic");
            report.add(Topic.REPLICAS, state, cluster.prefix(), Map.of("topics", count));
        }
    }

    /** Which topics exist, and their settings. */
    void topics() {
        cluster.environments().forEach(this::environment);
        shared();
        long good =
                cluster.visibleTopics().stream()
                        .filter(topic -> !topic.reportSettings(report))
                        .count();
        if (good > 0) {
            String count = Format.count(good, "topic");
            report.add(Topic.SETTINGS, "ok", cluster.prefix(), Map.of("topics", count));
        }
    }

    private void environment(EnvironmentId environment) {
        String config = cluster.catalogue().config(environment).name();
        String history = cluster.catalogue().history(environment).name();
        boolean hasConfig = cluster.topic(config).isPresent();
        boolean hasHistory = cluster.topic(history).isPresent();
        String absent = hasConfig ? history : config;
        String state =
                first(
                        "ok",
                        when(!hasConfig && !hasHistory, "none"),
                        when(!hasHistory, "no-history"),
                        when(!hasConfig, "no-config"));
        var values =
                Map.of(
                        "present", hasConfig ? config : history,
                        "absent", absent,
                        "failure", failure(absent),
                        "allowAbsent", cluster.tools().allowReading(List.of(absent)),
                        "allowBoth", cluster.tools().allowReading(List.of(config, history)));
        report.add(PRESENCE, state, environment.value(), values);
    }

    private void shared() {
        String status = cluster.statusTopic();
        List<String> absent =
                cluster.catalogue().shared().stream()
                        .map(TopicSpec::name)
                        .filter(name -> !name.equals(status) && cluster.topic(name).isEmpty())
                        .toList();
        List<String> unknown =
                cluster.listed().stream()
                        .filter(name -> cluster.catalogue().spec(name).isEmpty())
                        .toList();
        var values =
                Map.of(
                        "absent", String.join(", ", absent),
                        "unknown", String.join(", ", unknown),
                        "failure", failure(status),
                        "allowStatus", cluster.tools().allowReading(List.of(status)));
        boolean hasStatus = cluster.topic(status).isPresent();
        // With an authorizer, a principal that reads the log alone does not see the others.
        boolean seesAll = cluster.authorizer() != Authorizer.PRESENT;
        boolean _ = report.addAll(PRESENCE, status, values, when(!hasStatus, "no-status"));
        boolean _ =
                report.addAll(
                        PRESENCE,
                        cluster.prefix(),
                        values,
                        when(cluster.environments().isEmpty(), "no-environment"),
                        when(seesAll && !absent.isEmpty(), "absent"),
                        when(!unknown.isEmpty(), "unknown"));
    }

    /** Why {@code topic} cannot be seen. */
    private String failure(String topic) {
        Reply<TopicDescription> reply = cluster.topics().get(topic);
        if (reply == null) {
            return "it was not asked for";
        }
        return switch (reply.problem()) {
            case ABSENT -> "it does not exist";
            case DENIED -> "this principal may not DESCRIBE it, if it exists";
            case NONE, UNSUPPORTED, NO_AUTHORIZER, OTHER -> reply.reason();
        };
    }
}
