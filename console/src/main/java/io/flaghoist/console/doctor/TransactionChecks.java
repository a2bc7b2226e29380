package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a transaction on a config topic stays open: then no edge sees what comes behind it. One
 * of a living ingest takes milliseconds, one of a dead ingest ends with its timeout.
 */
final class TransactionChecks {
    static final String NAME = "open-transactions";

    private static final long PAUSE_MILLIS = 100;

    private final Admin admin;
    private final LogConnection log;
    private final Commands commands;

    TransactionChecks(Admin admin, LogConnection log, Commands commands) {
        this.admin = admin;
        this.log = log;
        this.commands = commands;
    }

    /**
     * Looks; blocks for {@code patience} only where a transaction is open.
     *
     * @param patience how long one may take
     */
    List<Check> checks(Collection<EnvironmentId> environments, Duration patience)
            throws InterruptedException {
        var findings = new Findings();
        List<TopicPartition> partitions =
                environments.stream()
                        .map(of -> new TopicPartition(log.topics().config(of).name(), 0))
                        .toList();
        Map<TopicPartition, Long> written = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
        long deadline = System.nanoTime() + patience.toNanos();
        Set<String> open = open(written);
        while (!open.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(PAUSE_MILLIS);
            open = open(written);
        }
        for (String topic : open) {
            findings.warning(
                    NAME,
                    topic,
                    "A transaction has been open for %s at least: no edge sees what is behind it."
                            .formatted(Words.of(patience)),
                    "Of an ingest that was killed it ends within 10 s, or when the next one takes over: look again. If it stays, find it with\n%s\nand end it with kafka-transactions.sh abort (ALTER on the cluster)."
                            .formatted(commands.transactions(topic)));
        }
        if (written.isEmpty()) {
            findings.skipped(NAME, log.topics().prefix(), "No config topic can be read.");
        } else if (findings.isClean(NAME)) {
            findings.ok(
                    NAME,
                    log.topics().prefix(),
                    "None stays open on %s."
                            .formatted(Words.count(written.size(), "config topic")));
        }
        return findings.checks();
    }

    /** Topics that cannot be read yet up to where they were written. */
    private Set<String> open(Map<TopicPartition, Long> written) {
        Map<TopicPartition, Long> committed = ends(written.keySet(), IsolationLevel.READ_COMMITTED);
        return written.entrySet().stream()
                .filter(end ->
                        committed.getOrDefault(end.getKey(), Long.MAX_VALUE) < end.getValue())
                .map(end -> end.getKey().topic())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<TopicPartition, Long> ends(
            Collection<TopicPartition> partitions, IsolationLevel isolation) {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        var result = admin.listOffsets(latest, new ListOffsetsOptions(isolation));
        var ends = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : partitions) {
            switch (Asked.of(result.partitionResult(partition), log.answerTimeout())) {
                case Asked.Got<ListOffsetsResultInfo>(var info) ->
                        ends.put(partition, info.offset());
                case Asked.NotGot<ListOffsetsResultInfo> _ -> {
                    // AclChecks and ReplicaChecks say why.
                }
            }
        }
        return ends;
    }
}
