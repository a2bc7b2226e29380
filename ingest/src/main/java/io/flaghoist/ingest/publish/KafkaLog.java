package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.FlagLog;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.targets.TargetLog;
import io.flaghoist.ingest.targets.TargetSettings;
import io.flaghoist.saas.Backoff;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The log on Kafka, put together: the shards' writers, and the logs that write through them. */
public final class KafkaLog implements AutoCloseable {
    /** The delays while Kafka is away; the first success ends them all. */
    public static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final KafkaDependencies kafka;
    private final Shards shards;
    private final SharedTopics sharedTopics;
    private final LogWatch watch;
    private final KafkaFlagLog flags;
    private final KafkaTargetLog targets;

    /** Starts nothing yet. */
    public KafkaLog(
            KafkaSettings settings,
            TargetSettings targetSettings,
            String node,
            IngestMetrics metrics,
            Supervisor supervisor,
            Clock clock) {
        this.kafka = KafkaDependencies.of(settings, node, metrics, supervisor, clock);
        this.shards = new Shards(kafka);
        this.sharedTopics = new SharedTopics(kafka, shards);
        this.watch = new LogWatch(kafka);
        this.flags = new KafkaFlagLog(kafka, targetSettings.created(), shards, watch);
        this.targets =
                new KafkaTargetLog(kafka, targetSettings.retention().toJavaDuration(), shards);
    }

    public void start() {
        sharedTopics.start();
        watch.start();
    }

    public FlagLog flags() {
        return flags;
    }

    public TargetLog targets() {
        return targets;
    }

    /** For what else reads and writes topics. */
    public KafkaDependencies dependencies() {
        return kafka;
    }

    /** Whether all shards that have environments here can be written to. */
    public boolean canWrite() {
        return shards.canWrite();
    }

    /** What is wrong with the topics that exist once. */
    public Optional<Problem> sharedTopicsProblem() {
        return sharedTopics.problem();
    }

    /** What keeps ingest from reading its own config topics. */
    public Optional<Problem> watchProblem() {
        return watch.problem();
    }

    /** Finishes what is being committed, then gives the shards up. */
    @Override
    public void close() {
        sharedTopics.close();
        watch.close();
        shards.close();
        kafka.admin().close(Duration.ofSeconds(1));
    }
}
