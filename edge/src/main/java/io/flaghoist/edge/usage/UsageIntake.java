package io.flaghoist.edge.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.UsageSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.edge.metrics.UsageMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what SDKs post and says when it is durable. Posts of a moment become one group per
 * environment, a group one record in Kafka: a thousand SDKs cost a few records. Thread-safe.
 */
public final class UsageIntake implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageIntake.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = 5_000_000;

    private final UsageMeters meters;
    private final InstantSource clock;
    private final PendingBytes backlog;
    private final Spool spool;
    private final GroupWriter commits;
    private final Draining draining;
    private final Merging merging;
    private volatile boolean closed;

    /**
     * Connects to nothing and touches no file yet.
     *
     * @param supervisor whose loops do the work
     * @param edge how this edge is called
     * @param directory for what waits for Kafka; used by nobody else
     * @param answers where those who posted are answered
     */
    public UsageIntake(
            Supervisor supervisor,
            UsageSettings settings,
            KafkaSettings kafka,
            String edge,
            Path directory,
            EdgeMeters meters,
            InstantSource clock,
            Executor answers) {
        this(
                supervisor,
                settings,
                Kafka.topic(kafka),
                edge,
                directory,
                meters,
                clock,
                RETRY,
                answers);
    }

    UsageIntake(
            Supervisor supervisor,
            UsageSettings settings,
            MetricsTopic topic,
            String edge,
            Path directory,
            EdgeMeters edgeMeters,
            InstantSource clock,
            Duration retry,
            Executor answers) {
        this.meters = edgeMeters.usage();
        this.clock = clock;
        backlog = new PendingBytes(settings.maxPending().toBytes());
        spool = new Spool(directory, settings.maxSpool().toBytes(), meters);
        commits =
                new GroupWriter(
                        supervisor, topic, spool, backlog, meters, this::wakeDraining, answers);
        draining = new Draining(supervisor, spool, topic, commits::kafkaAnswers, retry, meters);
        var groups =
                new Groups(
                        edge,
                        Math.toIntExact(settings.maxGroup().toBytes()),
                        settings.groupInterval().toNanoseconds(),
                        commits::commit,
                        backlog,
                        meters,
                        clock);
        merging = new Merging(supervisor, groups, backlog);
        gauges(edgeMeters);
    }

    private void wakeDraining() {
        draining.wake();
    }

    private void gauges(EdgeMeters edgeMeters) {
        edgeMeters.gauge(
                "flaghoist_edge_usage_pending_bytes",
                "Memory that metrics take that are not durable yet",
                backlog::bytes);
        edgeMeters.gauge(
                "flaghoist_edge_usage_posts_waiting",
                "Posts of metrics that wait for their answer",
                backlog::posts);
        edgeMeters.gauge(
                "flaghoist_edge_usage_spool_bytes",
                "Metrics on disk that wait for Kafka",
                spool::bytes);
        edgeMeters.gauge(
                "flaghoist_edge_usage_spool_groups",
                "Groups of metrics on disk that wait for Kafka",
                spool::groups);
        edgeMeters.gauge(
                "flaghoist_edge_usage_spool_oldest_seconds",
                "Age of the oldest group of metrics on disk",
                this::oldestSeconds);
    }

    private long oldestSeconds() {
        return spool.oldestAt().map(at -> Math.max(0, clock.millis() - at) / 1_000).orElse(0L);
    }

    /** Looks at the disk, which may have something from before, and begins. */
    public void start() {
        try {
            spool.open();
        } catch (IOException e) {
            log.error(
                    "The spool of metrics cannot be opened. Metrics go to Kafka; while it is away, posts are answered"
                            + " with 500. Check dataDirectory.",
                    e);
        }
        commits.start();
        draining.start();
        merging.start();
    }

    /** Takes a post, and answers as soon as it is durable, or at once when there is no room. */
    public void take(EnvironmentId environment, ParsedPost post, Acknowledgement acknowledgement) {
        if (post.isEmpty() && post.anonymousTargets() + post.skippedTargets() == 0) {
            countEntries(post);
            meters.postConfirmed();
            acknowledgement.durable();
            return;
        }
        if (closed || !backlog.admit(post.weight())) {
            meters.postRefused();
            acknowledgement.lost();
            return;
        }
        countEntries(post);
        merging.hand(environment, post, new Receipt(counted(acknowledgement)));
    }

    private void countEntries(ParsedPost post) {
        meters.received(post.usages().size() + post.skippedEntries());
        post.skipped().forEach((reason, count) -> meters.skipped(reason.word(), count));
    }

    private Acknowledgement counted(Acknowledgement acknowledgement) {
        Runnable answered = backlog.waiting();
        return new Acknowledgement() {
            @Override
            public void durable() {
                meters.postConfirmed();
                try {
                    acknowledgement.durable();
                } finally {
                    answered.run();
                }
            }

            @Override
            public void lost() {
                meters.postLost();
                try {
                    acknowledgement.lost();
                } finally {
                    answered.run();
                }
            }
        };
    }

    /**
     * From now on answers as soon as it can; returns when no post waits that waited at the call, or
     * after the time given.
     */
    public void hurry(Duration atMost) {
        backlog.mark();
        merging.hurry();
        long until = System.nanoTime() + atMost.toNanos();
        while (backlog.postsBeforeMark() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Makes durable what was taken, in Kafka or on disk, and stops. */
    @Override
    public void close() {
        closed = true;
        merging.close();
        draining.close();
        commits.close();
        spool.close();
    }

    /** Adds to {@code /health} how metrics are doing. */
    public void describe(ObjectNode health) {
        ObjectNode node = health.putObject("usage");
        node.put("state", state());
        node.put("pendingBytes", backlog.bytes());
        node.put("spoolBytes", spool.bytes());
        node.put("spoolMaxBytes", spool.maxBytes());
        node.put("spoolGroups", spool.groups());
        spool.oldestAt().ifPresent(_ -> node.put("oldestSeconds", oldestSeconds()));
        put(node, "kafka", commits.trouble());
        put(
                node,
                "disk",
                commits.diskTrouble() == null ? draining.trouble() : commits.diskTrouble());
        ArrayNode cut = node.putArray("cut");
        spool.damage().forEach(cut::add);
    }

    private static void put(ObjectNode node, String field, @Nullable String text) {
        if (text != null) {
            node.put(field, text);
        }
    }

    private String state() {
        if (!spool.isOpen()) {
            return "NO_SPOOL";
        }
        if (commits.isAway()) {
            return "SPOOLING";
        }
        return spool.isEmpty() ? "OK" : "DRAINING";
    }
}
