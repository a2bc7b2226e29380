package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.when;

import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.schemas.topic.TopicSpec.Cleanup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * One of our topics as it is, beside what it ought to be.
 *
 * @param settings under Kafka's names
 */
record Topic(
        TopicSpec spec,
        TopicDescription description,
        Reply<Map<String, String>> settings,
        int brokers,
        KafkaTools tools) {
    static final String SETTINGS = "topic-settings";
    static final String REPLICAS = "replicas";

    /** In the words of {@link TopicSpec#faultsOf}. */
    private static final String POLICY = " has cleanup.policy=";

    private static final String PARTITIONS = " partitions and must have ";

    private static final long TOMBSTONES = TopicSpec.TOMBSTONE_RETENTION.toMillis();

    /**
     * Reports on leaders and replicas.
     *
     * @return whether anything is not as it should be
     */
    boolean reportReplicas(Report report) {
        return report.addAll(
                REPLICAS,
                spec.name(),
                values(),
                when(!partitions(Topic::isOffline).isEmpty(), "offline"),
                when(!partitions(this::isUnwritable).isEmpty(), "unwritable"),
                when(!partitions(this::isBehind).isEmpty(), "behind"));
    }

    /**
     * Reports on settings.
     *
     * @return whether anything is not as it should be
     */
    boolean reportSettings(Report report) {
        if (settings.isMissing()) {
            boolean isDenied = settings.problem() == Reply.Problem.DENIED;
            report.add(SETTINGS, isDenied ? "denied" : "unreadable", spec.name(), values());
            return true;
        }
        boolean isFound =
                report.addAll(
                        SETTINGS,
                        spec.name(),
                        values(),
                        when(!fault(POLICY).isEmpty(), "cleanup.policy"),
                        when(!fault(PARTITIONS).isEmpty(), "partitions"),
                        when(maxBytes() < TopicSpec.MAX_MESSAGE_BYTES, "max.message.bytes"),
                        when(tombstones() < TOMBSTONES / 2, "delete.retention.ms"),
                        when(isTombstonesBelow(), "delete.retention.ms-low"),
                        when(isRetentionTooShort(), retentionState()),
                        when(isDeleted() && number("retention.bytes", -1) != -1, "retention.bytes"),
                        when(isSet("unclean.leader.election.enable", "true"), "unclean"),
                        when(replicas() == 1 && brokers > 1, "one-replica"),
                        when(minIsr() > replicas(), "min-isr-too-high"),
                        when(replicas() > 1 && minIsr() == replicas(), "min-isr-all"),
                        when(replicas() >= 3 && minIsr() == 1, "min-isr-one"));
        if (isSet("message.timestamp.type", "LogAppendTime")) {
            report.add(SETTINGS, "append-time", spec.name());
        }
        return isFound;
    }

    private long maxBytes() {
        return number("max.message.bytes", Long.MAX_VALUE);
    }

    private boolean isTombstonesBelow() {
        return tombstones() < TOMBSTONES && tombstones() >= TOMBSTONES / 2;
    }

    private String retentionState() {
        return spec.retention().isPresent() ? "retention.ms" : "retention.ms-forever";
    }

    private String setting(String name) {
        return settings.value().map(it -> it.get(name)).orElse("");
    }

    private boolean isSet(String name, String value) {
        return setting(name).equals(value);
    }

    private long number(String name, long otherwise) {
        String text = setting(name);
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }

    private String fault(String kind) {
        return settings.value().stream()
                .flatMap(it -> spec.faultsOf(description.partitions().size(), it).stream())
                .filter(it -> it.contains(kind))
                .findFirst()
                .orElse("");
    }

    private boolean isDeleted() {
        return spec.cleanup() == Cleanup.DELETE;
    }

    private long tombstones() {
        return isDeleted() ? Long.MAX_VALUE : number("delete.retention.ms", Long.MAX_VALUE);
    }

    /** -1 for ever. */
    private long neededRetention() {
        return spec.retention().map(Duration::toMillis).orElse(-1L);
    }

    private boolean isRetentionTooShort() {
        long needed = neededRetention();
        long actual = number("retention.ms", needed);
        return isDeleted() && actual != -1 && (needed == -1 || actual < needed);
    }

    private int replicas() {
        return description.partitions().stream()
                .mapToInt(it -> it.replicas().size())
                .min()
                .orElse(0);
    }

    private long minIsr() {
        return number("min.insync.replicas", 1);
    }

    private static boolean isOffline(TopicPartitionInfo partition) {
        return partition.leader() == null || partition.leader().isEmpty();
    }

    private boolean isUnwritable(TopicPartitionInfo partition) {
        return !isOffline(partition) && partition.isr().size() < minIsr();
    }

    private boolean isBehind(TopicPartitionInfo partition) {
        return !isOffline(partition)
                && !isUnwritable(partition)
                && partition.isr().size() < partition.replicas().size();
    }

    private List<Integer> partitions(Predicate<TopicPartitionInfo> which) {
        return description.partitions().stream()
                .filter(which)
                .map(TopicPartitionInfo::partition)
                .toList();
    }

    private Map<String, Object> values() {
        var values = new HashMap<String, Object>(settings.value().orElse(Map.of()));
        String policy = spec.cleanup().policy();
        values.put("needed", TOMBSTONES);
        values.put("snapshots", Duration.ofMillis(TOMBSTONES / 2));
        values.put("maxBytes", TopicSpec.MAX_MESSAGE_BYTES);
        values.put("connect", tools.connect());
        values.put("allowReading", tools.allowReading(List.of(spec.name())));
        values.put("failure", settings.reason());
        values.put("policyFault", fault(POLICY));
        values.put("partitionsFault", fault(PARTITIONS));
        values.put("policy", policy.contains(",") ? "[" + policy + "]" : policy);
        values.put("retention", Duration.ofMillis(number("retention.ms", 0)));
        values.put("neededRetention", neededRetention());
        values.put("brokers", Format.count(brokers, "broker"));
        values.put("replicas", Format.count(replicas(), "replica"));
        values.put("minIsr", minIsr());
        values.put("oneLess", Math.max(1, replicas() - 1));
        values.put("offline", partitions(Topic::isOffline));
        values.put("unwritable", partitions(this::isUnwritable));
        values.put("behind", partitions(this::isBehind));
        return values;
    }
}
