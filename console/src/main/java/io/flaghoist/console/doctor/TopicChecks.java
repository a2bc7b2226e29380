package io.flaghoist.console.doctor;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.TopicDescription;

/** Judges every topic of the prefix by what it ought to be, and which are missing or unknown. */
final class TopicChecks {
    static final String SETTINGS = "topic-settings";
    static final String PRESENCE = "topics";

    private final ClusterView cluster;
    private final TopicCatalogue topics;
    private final Commands commands;
    private final Findings findings = new Findings();
    private int good;

    TopicChecks(ClusterView cluster, TopicCatalogue topics, Commands commands) {
        this.cluster = cluster;
        this.topics = topics;
        this.commands = commands;
    }

    List<Check> checks() {
        presence();
        for (String name : cluster.topics().keySet()) {
            Optional<TopicSpec> spec = TopicNames.spec(topics, name);
            Optional<TopicDescription> description = cluster.topic(name);
            if (spec.isPresent() && description.isPresent()) {
                topic(spec.get(), description.get());
            }
        }
        if (good > 0) {
            findings.ok(
                    SETTINGS,
                    topics.prefix(),
                    "%s as they should be.".formatted(Words.count(good, "topic")));
        }
        return findings.checks();
    }

    private void presence() {
        if (cluster.environments().isEmpty()) {
            findings.wrong(
                    PRESENCE,
                    topics.prefix(),
                    "No environment has a topic that begins with %s.env. that this principal can see."
                            .formatted(topics.prefix()),
                    "Check the prefix (TOPIC_PREFIX of ingest and edges), that ingest has run against this Kafka, and the rights below (acls).");
        }
        for (EnvironmentId environment : cluster.environments()) {
            String config = topics.config(environment).name();
            String history = topics.history(environment).name();
            boolean hasConfig = cluster.topic(config).isPresent();
            boolean hasHistory = cluster.topic(history).isPresent();
            if (hasConfig && hasHistory) {
                findings.ok(PRESENCE, environment.value(), "Has config and history.");
            } else if (!hasConfig && !hasHistory) {
                findings.wrong(
                        PRESENCE,
                        environment.value(),
                        "Has neither config nor history that this principal can see: "
                                + reason(config)
                                + ".",
                        "Check the environment's UUID, that ingest has one of its API keys (API_KEYS), and the rights:\n"
                                + commands.allowReading(List.of(config, history)));
            } else {
                String absent = hasConfig ? history : config;
                findings.wrong(
                        PRESENCE,
                        environment.value(),
                        "%s is there without %s: %s."
                                .formatted(hasConfig ? config : history, absent, reason(absent)),
                        hasConfig
                                ? "Ingest writes both in one transaction and creates what is absent: restart it. If it is there but not visible:\n"
                                        + commands.allowReading(List.of(absent))
                                : "Edges cannot serve this environment. Ingest creates the topic when it starts with one of the environment's API keys. An environment that is gone for good keeps its history: leave it, or archive and delete it.");
            }
        }
        shared();
        unknown();
    }

    private void shared() {
        String status = topics.status().name();
        if (cluster.topic(status).isEmpty()) {
            findings.wrong(
                    PRESENCE,
                    status,
                    "Cannot be seen: " + reason(status) + ".",
                    "Ingest creates it. If it is there but not visible:\n"
                            + commands.allowReading(List.of(status)));
        }
        if (cluster.authorizer() == ClusterView.Authorizer.PRESENT) {
            return; // whoever needs to read the log alone does not see the others
        }
        List<String> absent =
                topics.shared().stream()
                        .map(TopicSpec::name)
                        .filter(name -> !name.equals(status) && cluster.topic(name).isEmpty())
                        .toList();
        if (!absent.isEmpty()) {
            findings.warning(
                    PRESENCE,
                    topics.prefix(),
                    "Absent: " + String.join(", ", absent) + ".",
                    "Ingest creates them when it starts: restart it, and look at its log for a refusal. Without them SDKs' metrics and new targets wait, or are lost.");
        }
    }

    private void unknown() {
        List<String> unknown =
                cluster.listed().stream()
                        .filter(name -> TopicNames.spec(topics, name).isEmpty())
                        .toList();
        if (!unknown.isEmpty()) {
            findings.warning(
                    PRESENCE,
                    topics.prefix(),
                    "Unknown under this prefix: " + String.join(", ", unknown) + ".",
                    "They may belong to another relay whose prefix begins alike, to another version, or be mistyped. Nobody here reads them; give each relay a prefix that does not begin another's.");
        }
    }

    private String reason(String topic) {
        return cluster.topics().get(topic)
                        instanceof Asked.NotGot<TopicDescription>(var why, var reason)
                ? switch (why) {
                    case ABSENT -> "it does not exist";
                    case DENIED -> "this principal may not DESCRIBE it, if it exists";
                    case UNSUPPORTED, FAILED -> reason;
                }
                : "it was not asked for";
    }

    private void topic(TopicSpec spec, TopicDescription description) {
        switch (cluster.settings().get(spec.name())) {
            case Asked.Got<Map<String, String>>(var values) -> {
                int before = findings.checks().size();
                faults(spec, description, values);
                settings(spec, new Settings(values));
                replication(spec, description, new Settings(values));
                good += findings.checks().size() == before ? 1 : 0;
                timestamps(spec, new Settings(values));
            }
            case Asked.NotGot<Map<String, String>>(var why, var reason) ->
                    findings.skipped(
                            SETTINGS,
                            spec.name(),
                            "Its settings cannot be read: " + reason + ".",
                            why == Asked.Why.DENIED
                                    ? commands.allowReading(List.of(spec.name()))
                                    : "");
            case null -> {}
        }
    }

    private void faults(TopicSpec spec, TopicDescription description, Map<String, String> values) {
        for (String fault : spec.faultsOf(description.partitions().size(), values)) {
            boolean isPolicy = fault.contains("cleanup.policy");
            findings.wrong(
                    SETTINGS,
                    spec.name(),
                    fault + ".",
                    isPolicy
                            ? commands.setTopic(
                                    spec.name(), "cleanup.policy", spec.cleanup().policy())
                            : "Partitions cannot be taken away. Stop ingest, archive the history, delete the topic (%s) and start ingest, which creates it anew: config comes back from SaaS, history does not."
                                    .formatted(commands.topic("--delete --topic " + spec.name())));
        }
    }

    private void settings(TopicSpec spec, Settings settings) {
        if (settings.number("max.message.bytes").orElse(Long.MAX_VALUE)
                < TopicSpec.MAX_MESSAGE_BYTES) {
            warn(
                    spec,
                    "max.message.bytes",
                    Integer.toString(TopicSpec.MAX_MESSAGE_BYTES),
                    settings,
                    "a change of a large document is refused, and with it the environment stands still");
        }
        if (spec.cleanup() != TopicSpec.Cleanup.DELETE) {
            compacted(spec, settings);
        }
        if (spec.cleanup() == TopicSpec.Cleanup.DELETE) {
            retention(spec, settings);
        }
        if (Boolean.parseBoolean(settings.text("unclean.leader.election.enable"))) {
            warn(
                    spec,
                    "unclean.leader.election.enable",
                    "false",
                    settings,
                    "a broker that lacks the latest changes may become leader, and they are lost");
        }
    }

    private void compacted(TopicSpec spec, Settings settings) {
        OptionalLong retention = settings.number("delete.retention.ms");
        long needed = TopicSpec.TOMBSTONE_RETENTION.toMillis();
        if (retention.isPresent() && retention.getAsLong() < needed) {
            boolean isBelowSnapshots = retention.getAsLong() < needed / 2;
            warn(
                    spec,
                    "delete.retention.ms",
                    Long.toString(needed),
                    settings,
                    isBelowSnapshots
                            ? "edges start from snapshots of up to %s, which would not hear of what was removed meanwhile: a revoked key may come back"
                                    .formatted(Words.of(Duration.ofMillis(needed / 2)))
                            : "removals can be read for less time than is assumed");
        }
    }

    private void retention(TopicSpec spec, Settings settings) {
        long needed = spec.retention().map(Duration::toMillis).orElse(-1L);
        long actual = settings.number("retention.ms").orElse(needed);
        boolean isTooShort = actual != -1 && (needed == -1 || actual < needed);
        if (isTooShort) {
            warn(
                    spec,
                    "retention.ms",
                    Long.toString(needed),
                    settings,
                    needed == -1
                            ? "history older than %s vanishes, and what users got then cannot be answered"
                                    .formatted(Words.of(Duration.ofMillis(actual)))
                            : "what waits longer than %s is lost"
                                    .formatted(Words.of(Duration.ofMillis(actual))));
        }
        if (settings.number("retention.bytes").orElse(-1) != -1) {
            warn(
                    spec,
                    "retention.bytes",
                    "-1",
                    settings,
                    "the oldest records vanish when there are more bytes than that");
        }
    }

    private void replication(TopicSpec spec, TopicDescription description, Settings settings) {
        int brokers = cluster.brokers().size();
        int replicas =
                description.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0);
        int inSync = settings.minInSync();
        if (replicas == 1 && brokers > 1) {
            findings.warning(
                    SETTINGS,
                    spec.name(),
                    "Has one replica on a cluster of %s: when that one is away, so is the topic."
                            .formatted(Words.count(brokers, "broker")),
                    "Set KAFKA_REPLICATION_FACTOR=3 on ingest for topics to come, and move this one: "
                            + commands.reassign());
        }
        if (inSync > replicas) {
            findings.wrong(
                    SETTINGS,
                    spec.name(),
                    "min.insync.replicas=%d with %s: it can never be written."
                            .formatted(inSync, Words.count(replicas, "replica")),
                    commands.setTopic(
                            spec.name(),
                            "min.insync.replicas",
                            Integer.toString(Math.max(1, replicas - 1))));
        } else if (replicas > 1 && inSync == replicas) {
            findings.warning(
                    SETTINGS,
                    spec.name(),
                    "min.insync.replicas=%d with %s: one broker away stops every change."
                            .formatted(inSync, Words.count(replicas, "replica")),
                    commands.setTopic(
                            spec.name(), "min.insync.replicas", Integer.toString(replicas - 1)));
        } else if (replicas >= 3 && inSync == 1) {
            findings.warning(
                    SETTINGS,
                    spec.name(),
                    "min.insync.replicas=1 with %s: a change counts as written when one broker has it, and dies with that one."
                            .formatted(Words.count(replicas, "replica")),
                    commands.setTopic(spec.name(), "min.insync.replicas", "2"));
        }
    }

    private void timestamps(TopicSpec spec, Settings settings) {
        if (settings.text("message.timestamp.type").equals("LogAppendTime")) {
            findings.ok(
                    SETTINGS,
                    spec.name(),
                    "message.timestamp.type=LogAppendTime breaks nothing: order is by revision, and a change's time is in its record. Records carry the broker's time instead of ingest's, which Kafka's own tools show and retention counts from.");
        }
    }

    private void warn(
            TopicSpec spec, String setting, String needed, Settings settings, String harm) {
        findings.warning(
                SETTINGS,
                spec.name(),
                "%s=%s and should be %s: %s."
                        .formatted(setting, settings.text(setting), needed, harm),
                commands.setTopic(spec.name(), setting, needed));
    }
}
