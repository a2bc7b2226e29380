package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.StandIns;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one environment's log open for writing, and as this process knows it: when a record is
 * suspected not to be ours, or one of ours to be gone, the log is opened anew, and what it does not
 * hold is written again. Confined to the worker's thread.
 */
final class LogKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);

    /** An operator has to fix something first, or another instance to stop. */
    private static final Duration WHEN_REFUSED = Duration.ofSeconds(1);

    /** Limits re-reading while a foreign writer keeps writing to the log. */
    static final Duration BETWEEN_READS = Duration.ofSeconds(5);

    /** How long a repair stays in health. */
    private static final Duration REPAIR_REPORTED = Duration.ofMinutes(1);

    private final EnvironmentId environment;
    private final WorkerDependencies shared;
    private final OwnerHeartbeats owner;
    private final StatusKeeper status;
    private final Timer open;
    private final Timer look;
    private final Timer notLookBefore;
    private final Timer repairOver;
    private Backoff backoff;
    private String suspicion = "";
    private Optional<FlagLog.KnownLog> known = Optional.empty();
    private @Nullable LogTail tail;

    LogKeeper(OwnerHeartbeats owner, WorkerDependencies shared, StatusKeeper status) {
        this.environment = owner.environment();
        this.shared = shared;
        this.owner = owner;
        this.status = status;
        this.open = shared.timer();
        this.look = shared.timer();
        this.notLookBefore = shared.timer();
        this.repairOver = shared.timer();
        this.backoff = shared.kafkaRetry();
        open.in(0);
        notLookBefore.in(0);
    }

    /** The log's end; null while it is not open. */
    @Nullable LogTail tail() {
        return tail;
    }

    /** Nanoseconds until {@link #openIfDue()} has something to do. */
    long remaining() {
        return Math.min(tail == null ? open.remaining() : look.remaining(), repairOver.remaining());
    }

    /** Opens the log if it is time to; whether it was opened now. */
    boolean openIfDue() throws InterruptedException {
        if (repairOver.isDue()) {
            repairOver.never();
            status.problems().clear(Area.FOREIGN);
        }
        if (tail != null && look.isDue()) {
            LOG.warn("Environment {}: {}. The log is read again.", environment, suspicion);
            notLookBefore.in(BETWEEN_READS.toNanos());
            moveTo(null);
            open.in(0);
        }
        if (tail != null || !open.isDue()) {
            return false;
        }
        return switch (shared.log().open(owner, known)) {
            case FlagLog.Opened.Owned owned -> opened(owned);
            case FlagLog.Opened.Unavailable(var reason) -> {
                status.problems().raise(Area.LOG, "Kafka is not available: " + reason);
                open.in(delay(Optional.empty()));
                yield false;
            }
            case FlagLog.Opened.Refused(var reason) -> {
                status.problems().raise(Area.LOG, "the log cannot be written: " + reason);
                open.in(delay(Optional.of(WHEN_REFUSED)));
                yield false;
            }
        };
    }

    private boolean opened(FlagLog.Opened.Owned owned) throws InterruptedException {
        open.never();
        look.never();
        status.problems().clear(Area.LOG);
        if (!owned.isAsKnown()) {
            status.proofs().forget();
        }
        moveTo(owned.tail());
        LOG.info(
                "Environment {}: the log was read to its end at {}; changes to come are of epoch {}",
                environment,
                owned.tail().image().position(),
                owned.tail().epoch());
        return repair(owned.repairs());
    }

    private boolean repair(List<PlannedChange> repairs) throws InterruptedException {
        if (!repairs.isEmpty()) {
            int count = repairs.size();
            status.problems()
                    .raise(
                            Area.FOREIGN,
                            "the log held records that are not ours, or lacked some that are; %d written again, the first %s"
                                    .formatted(count, repairs.getFirst().key().text()));
            if (!publish(repairs, Cause.REPAIR)) {
                return false;
            }
            shared.metrics().add(count, Metric.REPAIRS, environment);
            repairOver.in(REPAIR_REPORTED.toNanos());
        }
        status.proofs().logIsWhole();
        return true;
    }

    /**
     * False when the changes may not be in the log; then it is opened and everything read again.
     */
    boolean publish(List<PlannedChange> changes, Cause cause) throws InterruptedException {
        LogTail current = tail;
        if (current == null || changes.isEmpty()) {
            return current != null;
        }
        return switch (shared.log().append(current, changes, cause)) {
            case FlagLog.Appended.Durable(var after, var refused) -> {
                backoff = shared.kafkaRetry();
                moveTo(after);
                shared.metrics()
                        .add(
                                changes.size() - refused.size(),
                                Metric.CHANGES,
                                environment,
                                cause.word());
                // Of the same keys, so they must not count as the documents that were refused.
                boolean inLog = publish(StandIns.missing(after.image(), changes, refused), cause);
                status.refused().written(changes, refused);
                yield inLog;
            }
            case FlagLog.Appended.Refused(var reason, var durable) -> {
                known = Optional.of(new FlagLog.KnownLog(durable, durable, changes));
                loseChanges("Kafka refuses changes: " + reason);
                yield false;
            }
            case FlagLog.Appended.Lost(var reason, var durable, var attempted) -> {
                known = Optional.of(new FlagLog.KnownLog(durable, attempted, changes));
                loseChanges("a change's outcome is unknown: " + reason);
                yield false;
            }
        };
    }

    /**
     * Writes what an order led to. {@link #tail()} is null afterwards when it is unknown whether it
     * is in the log; then the order is judged again once the log is open.
     *
     * @return why it was not written, where nothing was, and everything else can be
     */
    Optional<String> carryOut(OrderDecision decision) throws InterruptedException {
        LogTail current = tail;
        if (current == null || (decision.changes().isEmpty() && decision.settles().isEmpty())) {
            return Optional.empty();
        }
        return switch (shared.log()
                .appendOrdered(current, decision.changes(), decision.cause(), decision.settles())) {
            case FlagLog.Appended.Durable(var after, _) -> {
                backoff = shared.kafkaRetry();
                moveTo(after);
                status.refused().written(decision.changes(), Map.of());
                shared.metrics()
                        .add(
                                decision.changes().size(),
                                Metric.CHANGES,
                                environment,
                                decision.cause().word());
                yield Optional.empty();
            }
            case FlagLog.Appended.Refused(var reason, _) -> Optional.of(reason);
            case FlagLog.Appended.Lost(var reason, var durable, var attempted) -> {
                known = Optional.of(new FlagLog.KnownLog(durable, attempted, List.of()));
                loseChanges("an order's outcome is unknown: " + reason);
                yield Optional.empty();
            }
        };
    }

    /** The changes are discarded; the next read finds them again. */
    private void loseChanges(String what) {
        status.proofs().doubt();
        lose(what);
    }

    private void lose(String what) {
        moveTo(null);
        open.in(delay(Optional.empty()));
        status.problems().raise(Area.LOG, what);
    }

    /** After an unexpected failure the log is read again. */
    void loseAll(RuntimeException e) {
        loseChanges("an unforeseen failure: " + e);
    }

    void handle(EventQueue.LogEvent event) {
        switch (event) {
            case EventQueue.OwnershipLost(var ownership, var reason, var since) -> {
                if (tail != null && ownership == tail.ownership()) {
                    lose("the log cannot be written: " + reason);
                }
                status.problems().beganBy(Area.LOG, since);
            }
            case EventQueue.KafkaAnswers() -> {
                if (tail == null) {
                    backoff = shared.kafkaRetry();
                    open.atLatestIn(0);
                }
            }
            case EventQueue.LogSuspicious(var why) -> {
                suspicion = why;
                look.atLatestIn(notLookBefore.remaining());
            }
        }
    }

    private void moveTo(@Nullable LogTail now) {
        tail = now;
        owner.logMoved(now);
        if (now != null) {
            known = Optional.of(FlagLog.KnownLog.of(now.image()));
            status.logMoved(now);
        }
    }

    private long delay(Optional<Duration> atLeast) {
        Duration delay = backoff.delay(shared.random(), atLeast);
        backoff = backoff.next();
        return delay.toNanos();
    }

    /** The environment has no owner here any more. */
    void release() {
        moveTo(null);
        shared.log().release(owner);
    }
}
