package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Examines all that is Kafka, one after the other: each step stands on the one before. */
final class LogExamination {
    static final String CONSISTENCY = "consistency";

    /** What later checks are called, in their order; skipped when the first ones fail. */
    private static final List<String> NEED_KAFKA =
            List.of(
                    BrokerChecks.CLUSTER,
                    BrokerChecks.FEATURES,
                    BrokerChecks.SETTINGS,
                    ReplicaChecks.NAME,
                    TopicChecks.PRESENCE,
                    TopicChecks.SETTINGS,
                    AclChecks.NAME,
                    ClockChecks.NAME,
                    IngestChecks.NAME,
                    TransactionChecks.NAME);

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    private final LogConnection log;
    private final DoctorSettings settings;
    private final InstantSource clock;
    private final Findings findings;

    LogExamination(
            LogConnection log, DoctorSettings settings, InstantSource clock, Findings findings) {
        this.log = log;
        this.settings = settings;
        this.clock = clock;
        this.findings = findings;
    }

    /** What is said where no log was given. */
    static Map<EnvironmentId, Long> notGiven(Findings findings) {
        findings.skipped(ReachChecks.BOOTSTRAP, "Kafka", "No Kafka was given.");
        return Map.of();
    }

    /**
     * Looks.
     *
     * @return where each environment's log ends, as far as it can be read
     */
    Map<EnvironmentId, Long> examine() throws InterruptedException {
        var reach = new ReachChecks(log, settings.limits().connect());
        Map<EnvironmentId, Long> revisions = Map.of();
        boolean isReached = false;
        try {
            isReached = reach.examine();
        } catch (KafkaException | IllegalArgumentException e) { // what no client can be made of
            findings.wrong(
                    ReachChecks.BOOTSTRAP,
                    log.bootstrapServers(),
                    "No client can be made of these settings: " + withoutSecrets(Words.of(e)),
                    "Check the client's properties: files that exist, passwords that fit them, names as Kafka spells them.");
        }
        findings.addAll(reach.checks());
        if (isReached) {
            revisions = examineCluster();
        } else {
            skip("Kafka cannot be reached (broker-address, advertised-address).");
        }
        findings.skipped(
                CONSISTENCY,
                log.topics().prefix(),
                "Not examined here: `verify` walks the history and compares it with config.");
        return revisions;
    }

    private Map<EnvironmentId, Long> examineCluster() throws InterruptedException {
        try (Admin admin = Admin.create(log.admin())) {
            return switch (new ClusterReader(admin, log).read(settings.environments())) {
                case Asked.Got<ClusterView>(var cluster) -> examine(admin, cluster);
                case Asked.NotGot<ClusterView>(_, var reason) -> {
                    skip("Kafka could not be asked: " + reason + ".");
                    yield Map.of();
                }
            };
        }
    }

    private Map<EnvironmentId, Long> examine(Admin admin, ClusterView cluster)
            throws InterruptedException {
        var commands = new Commands(log);
        var topics = log.topics();
        judge(BrokerChecks.CLUSTER, () -> new BrokerChecks(cluster, commands).checks());
        judge(ReplicaChecks.NAME, () -> new ReplicaChecks(cluster, topics, commands).checks());
        judge(TopicChecks.PRESENCE, () -> new TopicChecks(cluster, topics, commands).checks());
        judge(AclChecks.NAME, () -> new AclChecks(cluster, topics, commands).checks());
        try (var listener = new LogListener(log, clock)) {
            if (cluster.topic(topics.status().name()).isPresent()) {
                findings.attempt(
                        IngestChecks.NAME, topics.status().name(), () -> listen(listener, cluster));
            } else {
                skipIngest("There is no status topic, or it cannot be seen (topics).");
            }
            List<EnvironmentId> readable =
                    cluster.environments().stream()
                            .filter(of -> cluster.topic(topics.config(of).name()).isPresent())
                            .toList();
            findings.addAll(
                    new TransactionChecks(admin, log, commands)
                            .checks(readable, settings.limits().statusWait()));
            return listener.revisions(readable);
        }
    }

    private void judge(String name, Supplier<List<Check>> checks) {
        findings.attempt(name, log.topics().prefix(), () -> findings.addAll(checks.get()));
    }

    private void listen(LogListener listener, ClusterView cluster) {
        Duration wait = settings.limits().statusWait();
        switch (listener.statuses(wait)) {
            case Asked.Got<List<ReceivedStatus>>(var heard) -> {
                findings.addAll(ClockChecks.of(heard));
                findings.addAll(
                        new IngestChecks(heard, wait, clock.instant())
                                .checks(cluster.environments()));
            }
            case Asked.NotGot<List<ReceivedStatus>>(_, var reason) ->
                    skipIngest("The status topic cannot be read: " + reason + ".");
        }
    }

    private void skipIngest(String reason) {
        findings.skipped(ClockChecks.NAME, "ingest", reason);
        findings.skipped(IngestChecks.NAME, log.topics().status().name(), reason);
    }

    private void skip(String reason) {
        NEED_KAFKA.forEach(name -> findings.skipped(name, log.bootstrapServers(), reason));
    }

    /** Kafka hides passwords in its messages; what it says of a broken JAAS line may quote it. */
    private String withoutSecrets(String message) {
        String clean = message;
        for (Map.Entry<String, String> property : log.properties().entrySet()) {
            if (property.getKey().endsWith("password")) {
                clean = clean.replace(property.getValue(), "…");
            }
            Matcher quoted =
                    QUOTED.matcher(property.getKey().contains("jaas") ? property.getValue() : "");
            while (quoted.find()) {
                clean = clean.replace(quoted.group(1), "…");
            }
        }
        return clean;
    }
}
