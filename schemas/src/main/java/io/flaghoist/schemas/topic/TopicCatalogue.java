package io.flaghoist.schemas.topic;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicSpec.Cleanup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All topics of Flaghoist, with names and settings.
 *
 * @param prefix prefix of all names; {@code flaghoist} unless several relays share a Kafka cluster
 */
public record TopicCatalogue(String prefix) {
    public static final String DEFAULT_PREFIX = "flaghoist";

    /** Default retention of a target that is not seen again. */
    public static final Duration DEFAULT_TARGET_RETENTION = Duration.ofDays(30);

    private static final Pattern VALID_PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** Partitions of topics that are distributed between instances. */
    private static final int SHARED_PARTITIONS = 12;

    /** Shards of a new freshness topic. */
    public static final int DEFAULT_SHARDS = 8;

    private static final Duration FRESHNESS_RETENTION = Duration.ofHours(1);

    /** Small segments: only complete segments are deleted. */
    private static final Duration FRESHNESS_SEGMENT = Duration.ofMinutes(10);

    public TopicCatalogue {
        if (!VALID_PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "a topic prefix has 1 to 100 characters out of A-Z a-z 0-9 . _ - and begins with a letter or digit");
        }
    }

    /** The documents of an environment: everything needed to serve it. */
    public TopicSpec config(EnvironmentId environment) {
        return new TopicSpec(
                ofEnvironment(environment, "config"),
                "environment | api-key/<sha256> | flag/<id> | segment/<id>",
                Cleanup.COMPACT,
                1,
                Optional.empty());
    }

    /** The changes of the documents. */
    public TopicSpec history(EnvironmentId environment) {
        return new TopicSpec(
                ofEnvironment(environment, "history"),
                "as on the config topic",
                Cleanup.DELETE,
                1,
                Optional.empty());
    }

    /** Targets with their attributes (opt-in), with the default retention. */
    public TopicSpec targets(EnvironmentId environment) {
        return targets(environment, DEFAULT_TARGET_RETENTION);
    }

    /**
     * Targets with their attributes (opt-in).
     *
     * @param retention retention of a target that is not seen again
     */
    public TopicSpec targets(EnvironmentId environment, Duration retention) {
        return new TopicSpec(
                ofEnvironment(environment, "targets"),
                "target identifier",
                Cleanup.COMPACT_AND_DELETE,
                1,
                Optional.of(retention));
    }

    /** Targets that edges have seen, to be registered upstream. */
    public TopicSpec registrations() {
        return shared("registrations", "environment + target", Duration.ofDays(3));
    }

    /** Metrics from SDKs, merged by the edges. */
    public TopicSpec metrics() {
        return shared("metrics", "environment", Duration.ofDays(3));
    }

    /** Closed batches that wait to be posted. */
    public TopicSpec metricsBatches() {
        return shared("metrics-batches", "environment", Duration.ofDays(7));
    }

    /** Batches that SaaS refused permanently, with its answer. */
    public TopicSpec metricsRejected() {
        return shared("metrics-rejected", "environment", Duration.ofDays(28));
    }

    /** The last evaluation of each flag. */
    public TopicSpec lastEvaluated() {
        return new TopicSpec(
                prefix + ".last-evaluated",
                "environment + feature",
                Cleanup.COMPACT,
                SHARED_PARTITIONS,
                Optional.empty());
    }

    /** The status of every node. */
    public TopicSpec status() {
        return new TopicSpec(prefix + ".status", "node", Cleanup.COMPACT, 1, Optional.empty());
    }

    /**
     * Heartbeats of owners: one partition per shard, whose partitions are distributed between
     * instances of ingest.
     */
    public TopicSpec freshness() {
        return new TopicSpec(
                prefix + ".freshness",
                "environment",
                Cleanup.DELETE,
                DEFAULT_SHARDS,
                Optional.of(FRESHNESS_RETENTION),
                Optional.of(FRESHNESS_SEGMENT),
                true); // distinguishes a wrong clock from a late owner
    }

    /** Orders of operators. */
    public TopicSpec control() {
        return new TopicSpec(
                prefix + ".control", "environment + order", Cleanup.COMPACT, 1, Optional.empty());
    }

    /**
     * The shard that an environment belongs to, which is also its partition of the freshness topic.
     *
     * @param shards the number of removals: the partitions of the freshness topic
     */
    public static int shardOf(EnvironmentId environment, int shards) {
        return Math.floorMod(environment.value().hashCode(), shards);
    }

    /** The topics that exist once for all environments. */
    public List<TopicSpec> shared() {
        return List.of(
                registrations(),
                metrics(),
                metricsBatches(),
                metricsRejected(),
                lastEvaluated(),
                status(),
                freshness(),
                control());
    }

    /** The topics that exist once per environment; {@code targets} only exists if enabled. */
    public List<TopicSpec> of(EnvironmentId environment) {
        return List.of(config(environment), history(environment));
    }

    /** The environment of a config topic; empty for any other topic. */
    public Optional<EnvironmentId> environmentOfConfig(String topic) {
        return environmentOf(topic, ".config");
    }

    /** The environment of a targets topic; empty for any other topic. */
    public Optional<EnvironmentId> environmentOfTargets(String topic) {
        return environmentOf(topic, ".targets");
    }

    /** The environment that {@code topic} belongs to; empty for any other topic. */
    public Optional<EnvironmentId> environmentOf(String topic) {
        return environmentOfConfig(topic)
                .or(() -> environmentOf(topic, ".history"))
                .or(() -> environmentOfTargets(topic));
    }

    /** What {@code topic} ought to be; empty for a topic that is not ours. */
    public Optional<TopicSpec> spec(String topic) {
        Stream<TopicSpec> ofEnvironment =
                environmentOf(topic).stream()
                        .flatMap(it -> Stream.of(config(it), history(it), targets(it)));
        return Stream.concat(shared().stream(), ofEnvironment)
                .filter(spec -> spec.name().equals(topic))
                .findFirst();
    }

    private Optional<EnvironmentId> environmentOf(String topic, String end) {
        String start = prefix + ".env.";
        if (!topic.startsWith(start)
                || !topic.endsWith(end)
                || topic.length() <= start.length() + end.length()) {
            return Optional.empty();
        }
        String id = topic.substring(start.length(), topic.length() - end.length());
        return EnvironmentId.isValid(id) ? Optional.of(new EnvironmentId(id)) : Optional.empty();
    }

    private String ofEnvironment(EnvironmentId environment, String kind) {
        return prefix + ".env." + environment + "." + kind;
    }

    private TopicSpec shared(String kind, String key, Duration retention) {
        return new TopicSpec(
                prefix + "." + kind,
                key,
                Cleanup.DELETE,
                SHARED_PARTITIONS,
                Optional.of(retention));
    }
}
