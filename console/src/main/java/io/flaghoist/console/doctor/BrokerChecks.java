package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.first;
import static io.flaghoist.console.doctor.State.when;

import io.flaghoist.schemas.topic.TopicSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.common.Node;

/** Checks of the brokers: controller, features, settings. */
final class BrokerChecks {
    private static final String SETTINGS = "broker-settings";
    private static final String TRANSACTIONS = "transaction.version";

    /** With this, a late record of an aborted transaction cannot get into the next one. */
    private static final int MIN_TRANSACTIONS = 2;

    private static final String MAX_BYTES = "message.max.bytes";
    private static final String TIMEOUT = "transaction.max.timeout.ms";
    private static final String MIN_ISR = "transaction.state.log.min.isr";
    private static final String REPLICAS = "transaction.state.log.replication.factor";
    private static final String AUTO_CREATE = "auto.create.topics.enable";

    /** Ingest's transaction.timeout.ms. */
    private static final long TIMEOUT_MILLIS = 10_000;

    private final Cluster cluster;
    private final Report report;
    private final Map<String, Object> values = new HashMap<>();

    BrokerChecks(Cluster cluster, Report report) {
        this.cluster = cluster;
        this.report = report;
    }

    void check() {
        values.putAll(cluster.brokerSettings().value().orElse(Map.of()));
        values.put("connect", cluster.tools().connect());
        values.put("principal", cluster.tools().principal());
        values.put("brokers", Format.count(cluster.brokers().size(), "broker"));
        values.put("controller", cluster.controller().map(Node::idString).orElse(""));
        values.put(
                "ids",
                cluster.brokers().stream()
                        .map(Node::idString)
                        .sorted()
                        .collect(Collectors.joining(", ")));
        String controller = cluster.controller().isPresent() ? "ok" : "no-controller";
        report.add("cluster", controller, cluster.clusterId(), values);
        features(cluster.features());
        settings(cluster.brokerSettings());
    }

    private void features(Reply<FeatureMetadata> features) {
        int level =
                features.value()
                        .map(it -> it.finalizedFeatures().get(TRANSACTIONS))
                        .map(it -> (int) it.maxVersionLevel())
                        .orElse(0);
        boolean canUpgrade =
                features.value()
                        .map(it -> it.supportedFeatures().get(TRANSACTIONS))
                        .filter(it -> it.maxVersion() >= MIN_TRANSACTIONS)
                        .isPresent();
        values.put("level", level);
        values.put("failure", features.reason());
        String state =
                first(
                        "too-old",
                        when(features.problem() == Reply.Problem.UNSUPPORTED, "unsupported"),
                        when(features.isMissing(), "unreadable"),
                        when(level >= MIN_TRANSACTIONS, "ok"),
                        when(canUpgrade, "upgrade"));
        report.add("broker-features", state, cluster.clusterId(), values);
    }

    private void settings(Reply<Map<String, String>> settings) {
        values.put("failure", settings.reason());
        if (settings.isMissing()) {
            boolean isDenied = settings.problem() == Reply.Problem.DENIED;
            String state = isDenied ? "denied" : "unreadable";
            report.add(SETTINGS, state, cluster.clusterId(), values);
            return;
        }
        int alive = cluster.brokers().size();
        boolean isBelowMinIsr = alive < number(MIN_ISR, 0);
        var states =
                List.of(
                        when(
                                number(MAX_BYTES, Long.MAX_VALUE) < TopicSpec.MAX_MESSAGE_BYTES,
                                MAX_BYTES),
                        when(number(TIMEOUT, Long.MAX_VALUE) < TIMEOUT_MILLIS, TIMEOUT),
                        when(isBelowMinIsr, MIN_ISR),
                        when(!isBelowMinIsr && alive < number(REPLICAS, 0), REPLICAS),
                        when("true".equals(values.get(AUTO_CREATE)), AUTO_CREATE));
        states.stream()
                .filter(State::applies)
                .forEach(it -> report.add(SETTINGS, it.name(), it.name(), values));
        if (states.stream().noneMatch(State::applies)) {
            report.add(SETTINGS, "ok", cluster.clusterId(), values);
        }
    }

    private long number(String name, long otherwise) {
        String text = values.getOrDefault(name, "").toString();
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
