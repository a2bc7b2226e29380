package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Examines Kafka and the log, step by step: each needs the one before. */
record KafkaExamination(
        LogConnection log, DoctorSettings settings, InstantSource clock, Report report) {
    private static final String TRANSACTIONS = "open-transactions";

    /** Skipped when Kafka cannot be reached. */
    private static final String[] NEED_KAFKA = {
        "cluster",
        "broker-features",
        "broker-settings",
        Topic.REPLICAS,
        "topics",
        Topic.SETTINGS,
        RightsChecks.NAME,
        "clock",
        IngestNode.NAME,
        TRANSACTIONS
    };

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    /**
     * Blocks.
     *
     * @return where each environment's log ends, as far as it can be read
     */
    Map<EnvironmentId, Long> examine() throws InterruptedException {
        Map<EnvironmentId, Long> ends = Map.of();
        if (isReachable()) {
            ends = cluster();
        } else {
            report.skip("no-kafka", log.bootstrapServers(), NEED_KAFKA);
        }
        report.add("consistency", "skipped", log.topics().prefix());
        return ends;
    }

    private boolean isReachable() {
        try {
            return new ReachChecks(log, settings.limits().connect(), report).check();
        } catch (KafkaException | IllegalArgumentException e) { // invalid client settings
            var values = Map.of("failure", withoutSecrets(Format.of(e)));
            report.add(ReachChecks.BOOTSTRAP, "bad-settings", log.bootstrapServers(), values);
            return false;
        }
    }

    private Map<EnvironmentId, Long> cluster() throws InterruptedException {
        try (Admin admin = log.admin()) {
            Reply<Cluster> reply = new ClusterProbe(admin, log).probe(settings.environments());
            if (reply.isMissing()) {
                var values = Map.of("failure", reply.reason());
                for (String name : NEED_KAFKA) {
                    report.add(name, "skipped.kafka-failed", log.bootstrapServers(), values);
                }
                return Map.of();
            }
            Cluster cluster = reply.value().orElseThrow();
            var topics = new TopicChecks(cluster, report);
            attempt("cluster", new BrokerChecks(cluster, report)::check);
            attempt(Topic.REPLICAS, topics::replicas);
            attempt("topics", topics::topics);
            attempt(RightsChecks.NAME, new RightsChecks(cluster, report)::check);
            return log(admin, cluster);
        }
    }

    private void attempt(String name, Runnable step) {
        report.attempt(name, log.topics().prefix(), step);
    }

    private Map<EnvironmentId, Long> log(Admin admin, Cluster cluster) throws InterruptedException {
        try (var probe = new LogProbe(admin, log, clock)) {
            attempt(IngestNode.NAME, () -> ingest(probe, cluster));
            List<EnvironmentId> visible =
                    cluster.environments().stream()
                            .filter(it -> cluster.topic(log.topics().config(it).name()).isPresent())
                            .toList();
            transactions(probe, visible);
            return probe.revisions(visible);
        }
    }

    private void ingest(LogProbe probe, Cluster cluster) {
        Duration wait = settings.limits().statusWait();
        Reply<List<IngestNode>> nodes =
                cluster.topic(cluster.statusTopic()).isPresent()
                        ? probe.statuses(wait)
                        : Reply.failed(
                                Reply.Problem.ABSENT, "it does not exist, or cannot be seen");
        if (nodes.isMissing()) {
            var values = Map.of("failure", nodes.reason());
            report.add("clock", "skipped.no-status", "ingest", values);
            report.add(IngestNode.NAME, "skipped.no-status", cluster.statusTopic(), values);
            return;
        }
        List<IngestNode> all = nodes.value().orElseThrow();
        IngestNode.reportClocks(all, report);
        IngestNode.report(all, cluster.environments(), wait, clock.instant(), report);
    }

    private void transactions(LogProbe probe, List<EnvironmentId> environments)
            throws InterruptedException {
        Duration patience = settings.limits().statusWait();
        Optional<Set<String>> open = probe.openTransactions(environments, patience);
        var values =
                Map.of(
                        "topics", Format.count(environments.size(), "config topic"),
                        "patience", patience,
                        "connect", KafkaTools.of(log).connect());
        open.orElse(Set.of()).forEach(topic -> report.add(TRANSACTIONS, "open", topic, values));
        if (open.map(Set::isEmpty).orElse(true)) {
            String state = open.isEmpty() ? "unreadable" : "ok";
            report.add(TRANSACTIONS, state, log.topics().prefix(), values);
        }
    }

    /** Kafka hides passwords in its messages, but may quote a JAAS line that it cannot parse. */
    private String withoutSecrets(String message) {
        String clean = message;
        for (Map.Entry<String, String> property : log.kafka().properties().entrySet()) {
            String value = property.getValue();
            if (property.getKey().endsWith("password")) {
                clean = clean.replace(value, "…");
            }
            if (property.getKey().contains("jaas")) {
                for (MatchResult quoted : QUOTED.matcher(value).results().toList()) {
                    clean = clean.replace(quoted.group(1), "…");
                }
            }
        }
        return clean;
    }
}
