package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.reconcile.RemovalHold;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.Heartbeat.Upstream;
import io.flaghoist.schemas.record.OrderOutcome;
import io.flaghoist.service.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maintains the status of one environment. Written by the worker's thread, read by any. */
final class StatusKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StatusKeeper.class);

    private final EnvironmentId environment;
    private final WorkerDependencies shared;
    private final Problems problems;
    private final ProofKeeper proofs;
    private final RefusedDocuments refused;
    private LogTail log;
    private List<OrderOutcome> orders = List.of();
    private Optional<EnvironmentNames> names = Optional.empty();
    private boolean retired;
    private Upstream upstream = Upstream.CONNECTING;
    private long since;
    private long lastReadAt;

    /** Held when the last source vanished: the proof of that time does not cover it. */
    private Map<String, String> heldBefore = Map.of();

    private volatile EnvironmentStatus current;

    StatusKeeper(EnvironmentId environment, WorkerDependencies shared, ProofKeeper proofs) {
        this.environment = environment;
        this.proofs = proofs;
        this.shared = shared;
        this.problems = new Problems(environment, shared.clock(), shared.metrics());
        this.refused = new RefusedDocuments(environment);
        this.log = new LogTail(EnvironmentImage.empty(environment), 0, "", 0, new ServedVersions());
        this.since = shared.clock().millis();
        this.current = status(Map.of(), Optional.empty());
    }

    EnvironmentStatus current() {
        return current;
    }

    Problems problems() {
        return problems;
    }

    ProofKeeper proofs() {
        return proofs;
    }

    /** The log's end has moved. */
    void logMoved(LogTail tail) {
        log = tail;
    }

    /** A read of a list begins. */
    ProofKeeper.Read readBegins() {
        return proofs.readBegins(shared.now());
    }

    /** The list of SDK keys whose read began then is in the log. */
    void keysAreInLog(Moment began) {
        proofs.keysAreInLog(began);
    }

    /** All that these reads brought, one of each list that the stream covers, is in the log. */
    void read(List<ProofKeeper.Read> reads) {
        proofs.readIsInLog(reads);
        lastReadAt = shared.clock().millis();
        shared.metrics()
                .set(Metric.LAST_FULL_READ_TIMESTAMP_SECONDS, environment, lastReadAt / 1000.0);
    }

    void doubt(String why) {
        proofs.doubt();
        LOG.debug("Environment {}: everything is read again: {}", environment, why);
    }

    /** Documents of upstream that are not in the log. */
    RefusedDocuments refused() {
        return refused;
    }

    /**
     * Publishes what was gathered, and notifies when the upstream state or the problem changed.
     *
     * @param follower of the upstream that claims the environment; null while none does
     * @param mayBeClaimedYet whether one may
     */
    void publish(@Nullable UpstreamFollower follower, boolean mayBeClaimedYet) {
        Upstream now = upstream(follower, mayBeClaimedYet);
        boolean changed = now != upstream;
        if (changed) {
            LOG.info(
                    "Environment {}: upstream is {}, was {}",
                    environment,
                    now.word(),
                    upstream.word());
            upstream = now;
            since = shared.clock().millis();
        }
        if (retired || (follower != null && follower.reader().hasPublished())) {
            heldBefore = Map.of();
        }
        var held = new TreeMap<>(heldBefore);
        Optional<RemovalHold> hold = Optional.empty();
        if (follower != null && !retired) {
            FullReader reader = follower.reader();
            reader.held().forEach((key, why) -> held.put(key.text(), why));
            hold = reader.heldRemovals().current(log.image(), shared.nanos());
            hold.ifPresent(one -> one.reasons().forEach((key, why) -> held.put(key.text(), why)));
        }
        reportHold(hold);
        named(follower);
        EnvironmentStatus before = current;
        current = status(held, hold);
        proofs.exceptionsArePublished();
        shared.metrics().set(Metric.REVISION, environment, (double) current.revision());
        shared.metrics().set(Metric.REFUSED_DOCUMENTS, environment, current.refused().size());
        shared.metrics().set(Metric.HELD_CHANGES, environment, held.size());
        if (changed
                || before.isPublished() != current.isPublished()
                || before.epoch() != current.epoch()
                || before.problem().isPresent() != current.problem().isPresent()) {
            shared.onStateChange().run();
        }
    }

    /** What is not in the log any more keeps its name, for people who want it back. */
    private void named(@Nullable UpstreamFollower follower) {
        EnvironmentDocument identity = log.image().identity();
        if (identity != null) {
            names = Optional.of(identity.names());
        } else if (retired && follower != null) {
            names = Optional.of(follower.source().names());
        }
    }

    /** From the first moment: people must look, and know what to do. */
    private void reportHold(Optional<RemovalHold> hold) {
        shared.metrics()
                .set(Metric.HELD_REMOVALS, environment, hold.map(RemovalHold::size).orElse(0));
        hold.ifPresentOrElse(
                one -> problems.raise(Area.HELD, one.describe(environment)),
                () -> problems.clear(Area.HELD));
        if (log.image().isComplete() && !hasApiKey()) {
            problems.raise(Area.NO_KEYS, "no SDK key opens this environment");
        } else {
            problems.clear(Area.NO_KEYS);
        }
    }

    private boolean hasApiKey() {
        EnvironmentImage image = log.image();
        return image.liveKeys() - image.flagCount() - image.segmentCount() > 1;
    }

    /** What came of an order. */
    void settled(OrderOutcome outcome) {
        var all = new ArrayList<>(orders);
        all.add(outcome);
        int surplus = Math.max(0, all.size() - Heartbeat.MAX_ORDERS);
        orders = List.copyOf(all.subList(surplus, all.size()));
    }

    /**
     * What the source left out is still not in the log, and the changes on its stream may not be.
     */
    void sourceVanished() {
        heldBefore = current.held();
        proofs.sourceVanished(shared.now());
        List.of(Area.READ, Area.API_KEYS, Area.STREAM).forEach(problems::clear);
    }

    /** Whether a person, or time, has retired the environment. */
    void retired(boolean isRetiredNow) {
        retired = isRetiredNow;
    }

    private Upstream upstream(@Nullable UpstreamFollower follower, boolean mayBeClaimedYet) {
        if (retired) {
            return Upstream.RETIRED;
        }
        if (follower == null) {
            return mayBeClaimedYet ? Upstream.CONNECTING : Upstream.UNCLAIMED;
        }
        FullReader reader = follower.reader();
        if (reader.lists().isDown()) {
            return Upstream.DOWN;
        }
        if (!reader.hasPublished() || problems.has(Area.LOG)) {
            return Upstream.CONNECTING;
        }
        return follower.isStreamOpen() && reader.wasOpenAtLastRead()
                ? Upstream.STREAMING
                : Upstream.POLLING;
    }

    private EnvironmentStatus status(Map<String, String> held, Optional<RemovalHold> hold) {
        return new EnvironmentStatus(
                environment,
                upstream,
                since,
                log,
                !problems.has(Area.LOG),
                lastReadAt,
                refused.all(),
                held,
                hold,
                orders,
                problems.all(),
                problems.gravity(),
                names);
    }
}
