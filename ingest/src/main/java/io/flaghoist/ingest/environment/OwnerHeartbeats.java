package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.service.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of one environment. The proof's age is counted when a heartbeat is asked for,
 * which is when it is sent: a process that was suspended does not send an old proof as a new one.
 */
final class OwnerHeartbeats implements EnvironmentOwner {
    private final EnvironmentId environment;
    private final WorkerDependencies shared;
    private final ProofKeeper proofs;
    private final EventQueue events;
    private final Supplier<EnvironmentStatus> status;
    private volatile @Nullable LogTail tail;
    private volatile @Nullable Moment lastCommit;
    private long epoch;
    private long sequence;

    OwnerHeartbeats(
            EnvironmentId environment,
            WorkerDependencies shared,
            ProofKeeper proofs,
            EventQueue events,
            Supplier<EnvironmentStatus> status) {
        this.environment = environment;
        this.shared = shared;
        this.proofs = proofs;
        this.events = events;
        this.status = status;
    }

    /** The log's end moved; or null: nothing is owned. On the worker's thread. */
    void logMoved(@Nullable LogTail now) {
        tail = now;
    }

    @Override
    public EnvironmentId environment() {
        return environment;
    }

    @Override
    public Heartbeat announcement(LogTail announced, boolean isAsKnown) {
        Moment now = shared.now();
        return heartbeat(announced, isAsKnown ? proofs.proof(now, events) : Optional.empty(), now);
    }

    @Override
    public Optional<Heartbeat> next(long ownership) {
        Moment now = shared.now();
        // The proof before the revision: a change that is committed in between is in the latter.
        Optional<Moment> proof = proofs.proof(now, events);
        LogTail end = tail;
        return end == null || end.ownership() != ownership
                ? Optional.empty()
                : Optional.of(heartbeat(end, proof, now));
    }

    private synchronized long nextSequence(long ofEpoch) {
        sequence = ofEpoch == epoch ? sequence + 1 : 1;
        epoch = ofEpoch;
        return sequence;
    }

    private Heartbeat heartbeat(LogTail of, Optional<Moment> proven, Moment now) {
        EnvironmentStatus current = status.get();
        return new Heartbeat(
                environment,
                shared.node(),
                nextSequence(of.epoch()),
                new Position(of.epoch(), of.image().revision()),
                of.image().digest().text(),
                of.image().liveKeys(),
                now.wall(),
                proven.map(moment -> proof(moment, now)),
                proofs.keysRead().map(read -> read.until(now)),
                current.upstream(),
                Instant.ofEpochMilli(current.since()),
                current.exceptions(),
                current.exceptionCount(),
                current.orders(),
                of.previousHash().equals(HistoryRecord.GENESIS) ? "" : of.previousHash(),
                Optional.ofNullable(of.image().identity())
                        .map(EnvironmentDocument::names)
                        .or(current::names),
                current.hold().map(hold -> new Heartbeat.HeldRemoval(hold.id(), hold.size())));
    }

    private static Heartbeat.Proof proof(Moment proven, Moment now) {
        Duration age = proven.until(now);
        return new Heartbeat.Proof(now.wall().minus(age), age);
    }

    @Override
    public void committed(Heartbeat heartbeat) {
        lastCommit = shared.now();
    }

    @Override
    public void lost(long ownership, String reason, Instant since) {
        events.add(new EventQueue.OwnershipLost(ownership, reason, since));
    }

    @Override
    public void suspicious(String why) {
        proofs.logIsSpoilt(shared.now());
        events.add(new EventQueue.LogSuspicious(why));
    }

    @Override
    public void kafkaAnswers() {
        events.add(new EventQueue.KafkaAnswers());
    }

    /** How long ago the last heartbeat was committed; empty before the first. */
    Optional<Duration> age() {
        return Optional.ofNullable(lastCommit).map(last -> last.until(shared.now()));
    }

    /** How old the proof is that a heartbeat would carry now; empty while there is none. */
    Optional<Duration> proofAge() {
        Moment now = shared.now();
        return proofs.proof(now, events).map(proven -> proven.until(now));
    }
}
