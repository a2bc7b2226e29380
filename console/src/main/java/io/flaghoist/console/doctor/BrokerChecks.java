package io.flaghoist.console.doctor;

import io.flaghoist.schemas.topic.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.Node;

/** Judges the brokers by what they say of themselves. */
final class BrokerChecks {
    static final String CLUSTER = "cluster";
    static final String FEATURES = "broker-features";
    static final String SETTINGS = "broker-settings";

    private static final String TRANSACTIONS = "transaction.version";

    /** With this, a transaction that was given up cannot swallow records of the next one. */
    private static final int LEAST_TRANSACTIONS = 2;

    /** Ingest's transactions end by themselves after so long. */
    private static final long TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private final ClusterView cluster;
    private final Commands commands;
    private final Findings findings = new Findings();

    BrokerChecks(ClusterView cluster, Commands commands) {
        this.cluster = cluster;
        this.commands = commands;
    }

    List<Check> checks() {
        cluster();
        features();
        switch (cluster.brokerSettings()) {
            case Asked.Got<Map<String, String>>(var settings) -> settings(settings);
            case Asked.NotGot<Map<String, String>>(var why, var reason) ->
                    findings.skipped(
                            SETTINGS,
                            cluster.clusterId(),
                            "The brokers' settings cannot be read: " + reason + ".",
                            why == Asked.Why.DENIED
                                    ? "To have them examined:\n" + commands.allowDescribingCluster()
                                    : "");
        }
        return findings.checks();
    }

    private void cluster() {
        String brokers =
                cluster.brokers().stream()
                        .map(Node::idString)
                        .sorted()
                        .collect(Collectors.joining(", "));
        String finding =
                "%s (%s)".formatted(Words.count(cluster.brokers().size(), "broker"), brokers);
        if (cluster.controller().isEmpty()) {
            findings.wrong(
                    CLUSTER,
                    cluster.clusterId(),
                    finding + ", and no controller: no topic can be created, no leader elected.",
                    "Look at the controllers: kafka-metadata-quorum.sh describe --status, and their logs.");
        } else {
            findings.ok(
                    CLUSTER,
                    cluster.clusterId(),
                    finding + ", controller " + cluster.controller().get().idString() + ".");
        }
    }

    private void features() {
        switch (cluster.features()) {
            case Asked.Got<FeatureMetadata>(var metadata) -> features(metadata);
            case Asked.NotGot<FeatureMetadata>(var why, var reason) -> {
                if (why == Asked.Why.UNSUPPORTED) {
                    findings.warning(
                            FEATURES,
                            cluster.clusterId(),
                            "The brokers are too old to say what they can: " + reason + ".",
                            "Flaghoist is tested with Kafka 4.3; upgrade the brokers to 4.0 or later.");
                } else {
                    findings.skipped(FEATURES, cluster.clusterId(), "Cannot be read: " + reason);
                }
            }
        }
    }

    private void features(FeatureMetadata metadata) {
        FinalizedVersionRange range = metadata.finalizedFeatures().get(TRANSACTIONS);
        int level = range == null ? 0 : range.maxVersionLevel();
        if (level >= LEAST_TRANSACTIONS) {
            findings.ok(FEATURES, cluster.clusterId(), TRANSACTIONS + " is " + level + ".");
            return;
        }
        boolean canBe =
                metadata.supportedFeatures().containsKey(TRANSACTIONS)
                        && metadata.supportedFeatures().get(TRANSACTIONS).maxVersion()
                                >= LEAST_TRANSACTIONS;
        findings.warning(
                FEATURES,
                cluster.clusterId(),
                "%s is %d and should be %d: a late record of a transaction that was given up can come into the next one, or leave one open that blocks all edges."
                        .formatted(TRANSACTIONS, level, LEAST_TRANSACTIONS),
                canBe
                        ? commands.upgradeFeature(TRANSACTIONS, LEAST_TRANSACTIONS)
                        : "Upgrade all brokers to Kafka 4.0 or later, then:\n"
                                + commands.upgradeFeature(TRANSACTIONS, LEAST_TRANSACTIONS));
    }

    private void settings(Map<String, String> settings) {
        long largest = number(settings, "message.max.bytes", Long.MAX_VALUE);
        if (largest < TopicSpec.MAX_MESSAGE_BYTES) {
            // Topics that ingest created have a limit of their own, which wins.
            findings.ok(
                    SETTINGS,
                    "message.max.bytes",
                    "%d is less than the %d that our topics need, and does not matter as long as they have max.message.bytes of their own (see topic-settings)."
                            .formatted(largest, TopicSpec.MAX_MESSAGE_BYTES));
        }
        long longest = number(settings, "transaction.max.timeout.ms", Long.MAX_VALUE);
        if (longest < TRANSACTION_TIMEOUT_MILLIS) {
            findings.wrong(
                    SETTINGS,
                    "transaction.max.timeout.ms",
                    "%d is less than ingest's transaction.timeout.ms of %d: it cannot write."
                            .formatted(longest, TRANSACTION_TIMEOUT_MILLIS),
                    "Set it to 10000 or more on all brokers (server.properties) and restart them.");
        }
        internalReplicas(settings);
        if (Boolean.parseBoolean(settings.get("auto.create.topics.enable"))) {
            findings.warning(
                    SETTINGS,
                    "auto.create.topics.enable",
                    "Whoever asks for a topic that does not exist creates it, with the wrong settings: a mistyped prefix is not noticed.",
                    "Set auto.create.topics.enable=false on all brokers: ingest creates its own topics.");
        }
        if (findings.isClean(SETTINGS)) {
            findings.ok(SETTINGS, cluster.clusterId(), "The brokers' settings will do.");
        }
    }

    /** Transactions are kept on a topic of their own, created with the first one. */
    private void internalReplicas(Map<String, String> settings) {
        long replicas = number(settings, "transaction.state.log.replication.factor", 0);
        long inSync = number(settings, "transaction.state.log.min.isr", 0);
        int alive = cluster.brokers().size();
        if (alive < inSync) {
            findings.wrong(
                    SETTINGS,
                    "transaction.state.log.min.isr",
                    "Is %d, and only %s alive: no transaction can be committed, so ingest cannot write."
                            .formatted(inSync, Words.count(alive, "broker")),
                    "Start the missing brokers. On a small cluster set transaction.state.log.min.isr and transaction.state.log.replication.factor to what it has.");
        } else if (alive < replicas) {
            findings.warning(
                    SETTINGS,
                    "transaction.state.log.replication.factor",
                    "Is %d, and only %s alive: unless __transaction_state exists already, ingest cannot begin to write."
                            .formatted(replicas, Words.count(alive, "broker")),
                    "Start the missing brokers. On a small cluster set transaction.state.log.replication.factor to what it has.");
        }
    }

    private static long number(Map<String, String> settings, String name, long otherwise) {
        String text = settings.getOrDefault(name, "");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
