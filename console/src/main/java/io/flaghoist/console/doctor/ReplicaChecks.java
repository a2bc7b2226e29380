package io.flaghoist.console.doctor;

import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** Judges where our topics lie: leaders, replicas, and whether enough are in sync to write. */
final class ReplicaChecks {
    static final String NAME = "replicas";

    private final ClusterView cluster;
    private final TopicCatalogue topics;
    private final Commands commands;
    private final Findings findings = new Findings();
    private int examined;

    ReplicaChecks(ClusterView cluster, TopicCatalogue topics, Commands commands) {
        this.cluster = cluster;
        this.topics = topics;
        this.commands = commands;
    }

    List<Check> checks() {
        for (String name : cluster.topics().keySet()) {
            if (TopicNames.spec(topics, name).isPresent()) {
                cluster.topic(name).ifPresent(this::topic);
            }
        }
        if (examined == 0) {
            findings.skipped(NAME, topics.prefix(), "There is no topic to look at.");
        } else if (findings.isClean(NAME)) {
            findings.ok(
                    NAME,
                    topics.prefix(),
                    "All partitions of %s have a leader and all of their replicas."
                            .formatted(Words.count(examined, "topic")));
        }
        return findings.checks();
    }

    private void topic(TopicDescription topic) {
        examined++;
        var offline = new ArrayList<Integer>();
        var behind = new ArrayList<Integer>();
        var unwritable = new ArrayList<Integer>();
        int needed = Settings.of(cluster, topic.name()).minInSync();
        for (TopicPartitionInfo partition : topic.partitions()) {
            if (partition.leader() == null || partition.leader().isEmpty()) {
                offline.add(partition.partition());
            } else if (partition.isr().size() < needed) {
                unwritable.add(partition.partition());
            } else if (partition.isr().size() < partition.replicas().size()) {
                behind.add(partition.partition());
            }
        }
        if (!offline.isEmpty()) {
            findings.wrong(
                    NAME,
                    topic.name(),
                    "Partitions %s have no leader: they can be neither read nor written."
                            .formatted(offline),
                    "Start the brokers that hold them (%s).".formatted(describe(topic)));
        }
        if (!unwritable.isEmpty()) {
            findings.wrong(
                    NAME,
                    topic.name(),
                    "Partitions %s have fewer replicas in sync than min.insync.replicas=%d: they can be read but not written."
                            .formatted(unwritable, needed),
                    "Start the missing brokers, or wait until they have caught up (%s)."
                            .formatted(describe(topic)));
        }
        if (!behind.isEmpty()) {
            findings.warning(
                    NAME,
                    topic.name(),
                    "Partitions %s lack replicas in sync: one more broker less may stop them."
                            .formatted(behind),
                    "Look for brokers that are down or slow (%s).".formatted(describe(topic)));
        }
    }

    private String describe(TopicDescription topic) {
        return commands.topic("--describe --topic " + topic.name());
    }
}
