package io.flaghoist.edge.usage;

import io.flaghoist.edge.metrics.UsageMeters;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that makes groups durable: in Kafka, or on disk while Kafka is away. What Kafka was
 * given and did not confirm goes to disk too, under the same id: whoever reads it twice can tell.
 * Its queue is bounded by {@link PendingBytes}.
 */
final class GroupWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupWriter.class);
    private static final int AT_ONCE = 16;
    private static final long LONGEST_REST_SECONDS = 1;
    private static final Duration FAREWELL = Duration.ofSeconds(30);

    private final MetricsTopic topic;
    private final Spool spool;
    private final PendingBytes backlog;
    private final UsageMeters meters;
    private final Runnable spooled;
    private final Executor answers;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final SupervisedLoop loop;
    private volatile boolean away;
    private volatile @Nullable String trouble;
    private volatile @Nullable String diskTrouble;

    /** What the thread has to do. */
    private sealed interface Task {
        /** A group that nobody has tried yet. */
        record Commit(ClosedGroup group) implements Task {}

        /** A group that Kafka did not confirm. */
        record Keep(ClosedGroup group) implements Task {}

        /** Nothing comes any more. */
        record Stop() implements Task {}
    }

    /**
     * @param supervisor whose loop commits
     * @param topic closed by this
     * @param spool opened and closed by the caller
     * @param spooled called when something new is on disk; must not block
     * @param answers where those who wait are told; must not block who hands over
     */
    GroupWriter(
            Supervisor supervisor,
            MetricsTopic topic,
            Spool spool,
            PendingBytes backlog,
            UsageMeters meters,
            Runnable spooled,
            Executor answers) {
        this.topic = topic;
        this.spool = spool;
        this.backlog = backlog;
        this.meters = meters;
        this.spooled = spooled;
        this.answers = answers;
        this.loop =
                supervisor.loop(
                        LoopSpec.of(
                                        "edge-usage-commit",
                                        "posts of metrics wait for their answer, and are refused when too many do")
                                .onPlatform(),
                        this::turn,
                        this::finish);
    }

    void start() {
        loop.start();
    }

    /** Takes a group. Never blocks. */
    void commit(ClosedGroup group) {
        tasks.add(new Task.Commit(group));
    }

    /** Kafka confirmed something. */
    void kafkaAnswers() {
        if (away) {
            log.info("Kafka takes metrics again.");
        }
        away = false;
        trouble = null;
    }

    /** Whether groups go to disk without asking Kafka. */
    boolean isAway() {
        return away;
    }

    /** Why Kafka did not take the last group; null when it did. */
    @Nullable String trouble() {
        return trouble;
    }

    /** Why the disk did not take the last group; null when it did. */
    @Nullable String diskTrouble() {
        return diskTrouble;
    }

    private void turn() throws InterruptedException {
        Task first = tasks.poll(LONGEST_REST_SECONDS, TimeUnit.SECONDS);
        if (first == null) {
            return;
        }
        var some = new ArrayList<Task>();
        some.add(first);
        tasks.drainTo(some, AT_ONCE - 1);
        work(some);
    }

    private void work(List<Task> some) {
        var toDisk = new ArrayList<Task>();
        for (Task task : some) {
            switch (task) {
                case Task.Commit(var group) -> {
                    if (away) {
                        toDisk.add(task);
                    } else {
                        send(group, true);
                    }
                }
                case Task.Keep _ -> toDisk.add(task);
                case Task.Stop _ -> loop.finish();
            }
        }
        keep(toDisk);
    }

    private void finish() {
        topic.close(); // everything that was sent is confirmed, or comes back
        var left = new ArrayList<Task>();
        tasks.drainTo(left);
        left.removeIf(task -> task instanceof Task.Stop);
        away = true; // the producer is closed
        keep(left.stream().map(task -> (Task) new Task.Keep(group(task))).toList());
    }

    private static ClosedGroup group(Task task) {
        return switch (task) {
            case Task.Commit(var group) -> group;
            case Task.Keep(var group) -> group;
            case Task.Stop _ -> throw new IllegalArgumentException("no group");
        };
    }

    private void send(ClosedGroup group, boolean diskIsLeft) {
        topic.send(
                group.stored().record(),
                (outcome, reason) -> {
                    switch (outcome) {
                        case ARRIVED -> {
                            kafkaAnswers();
                            meters.groupProduced();
                            settle(group, true);
                        }
                        case UNKNOWN -> failed(group, reason, diskIsLeft);
                        case TOO_LARGE -> {
                            log.error(
                                    "A group of metrics of {} bytes is too large for the metrics topic: {}. Its posts are"
                                            + " answered with 500. Check max.message.bytes of the topic.",
                                    group.stored().json().length,
                                    reason);
                            lost(group);
                        }
                    }
                });
    }

    private void failed(ClosedGroup group, String reason, boolean diskIsLeft) {
        if (!away) {
            log.warn(
                    "Kafka does not take metrics: {}. They go to disk (at most usage.maxSpool) and SDKs notice nothing."
                            + " Check KAFKA_BOOTSTRAP_SERVERS and this principal's WRITE permission on the metrics topic.",
                    reason);
        }
        away = true;
        trouble = reason;
        if (diskIsLeft) {
            tasks.add(new Task.Keep(group));
        } else {
            lost(group);
        }
    }

    private void keep(List<Task> groups) {
        if (groups.isEmpty()) {
            return;
        }
        try {
            spool.append(groups.stream().map(task -> group(task).stored()).toList());
        } catch (IOException | RuntimeException e) { // whatever it is, somebody waits for an answer
            diskFailed(groups, e);
            return;
        }
        diskTrouble = null;
        meters.groupsSpooled(groups.size());
        groups.forEach(task -> settle(group(task), true));
        spooled.run();
    }

    private void diskFailed(List<Task> groups, Exception failure) {
        if (diskTrouble == null) {
            log.error(
                    "The disk does not take metrics while Kafka is away; posts are answered with 500 until one of them"
                            + " does. Check dataDirectory.",
                    failure);
        }
        diskTrouble = failure.toString();
        for (Task task : groups) {
            switch (task) {
                // Kafka may be back: it was not asked for this one.
                case Task.Commit(var group) -> send(group, false);
                case Task.Keep(var group) -> lost(group);
                case Task.Stop _ -> throw new IllegalArgumentException("no group");
            }
        }
    }

    private void lost(ClosedGroup group) {
        meters.groupLost();
        settle(group, false);
    }

    private void settle(ClosedGroup group, boolean durable) {
        backlog.shrink(group.weight());
        group.settle(durable, answers);
    }

    /** Makes everything durable that was committed before, then ends the thread. */
    @Override
    public void close() {
        tasks.add(new Task.Stop());
        loop.awaitEnd(FAREWELL);
        loop.interrupt();
    }
}
