package io.flaghoist.broker;

import java.util.Map;

/** How a Kafka of one node behaves, wherever it runs: the same for every kind of broker here. */
public final class OneNode {
    private static final int MIB = 1024 * 1024;

    public static final Map<String, String> PROPERTIES =
            Map.ofEntries(
                    Map.entry("auto.create.topics.enable", "false"),
                    // There is one node: internal topics have one replica, and few partitions start
                    // sooner.
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("offsets.topic.num.partitions", "1"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("transaction.state.log.num.partitions", "1"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    // A killed broker is let in again only when its last session is over: 9 s by
                    // default.
                    Map.entry("broker.session.timeout.ms", "3000"),
                    Map.entry("broker.heartbeat.interval.ms", "500"),
                    // A history record holds a document of up to 8 MiB twice: before and after.
                    Map.entry("message.max.bytes", Integer.toString(20 * MIB)),
                    Map.entry("transaction.max.timeout.ms", "60000"),
                    // 128 MB by default, taken at once.
                    Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(16 * MIB)));

    private OneNode() {}
}
