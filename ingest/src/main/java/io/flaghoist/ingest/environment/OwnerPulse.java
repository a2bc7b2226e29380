package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.service.Moment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of one environment. The proof's age is counted when a heartbeat is asked for,
 * which is when it is sent: a process that stood still does not send an old proof as a new one.
 */
final class OwnerPulse implements Pulse {
    private final EnvironmentId environment;
    private final String node;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ProofKeeper proofs;
    private final Mailbox mailbox;
    private final Supplier<EnvironmentStatus> status;
    private volatile @Nullable LogTail tail;
    private volatile @Nullable Moment lastCommit;
    private long epoch;
    private long sequence;

    OwnerPulse(
            EnvironmentId environment,
            String node,
            Clock clock,
            LongSupplier nanoTime,
            ProofKeeper proofs,
            Mailbox mailbox,
            Supplier<EnvironmentStatus> status) {
        this.environment = environment;
        this.node = node;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.proofs = proofs;
        this.mailbox = mailbox;
        this.status = status;
    }

    /** The log's end moved; or null: nothing is owned. On the worker's thread. */
    void stands(@Nullable LogTail now) {
        tail = now;
    }

    @Override
    public EnvironmentId environment() {
        return environment;
    }

    @Override
    public Heartbeat announcement(LogTail announced, boolean isAsKnown) {
        Moment now = now();
        return heartbeat(announced, isAsKnown ? proofs.proof(now, mailbox) : Optional.empty(), now);
    }

    @Override
    public Optional<Heartbeat> next(long ownership) {
        Moment now = now();
        // The proof before the revision: a change that is committed in between is in the latter.
        Optional<Moment> proof = proofs.proof(now, mailbox);
        LogTail current = tail;
        return current == null || current.ownership() != ownership
                ? Optional.empty()
                : Optional.of(heartbeat(current, proof, now));
    }

    private synchronized long nextSequence(long ofEpoch) {
        sequence = ofEpoch == epoch ? sequence + 1 : 1;
        epoch = ofEpoch;
        return sequence;
    }

    private Heartbeat heartbeat(LogTail of, Optional<Moment> proven, Moment now) {
        EnvironmentStatus stands = status.get();
        return new Heartbeat(
                environment,
                node,
                nextSequence(of.epoch()),
                new Position(of.epoch(), of.image().revision()),
                of.image().digest().text(),
                of.image().liveKeys(),
                now.wall(),
                proven.map(moment -> proof(moment, now)),
                proofs.keysRead().map(read -> read.until(now)),
                stands.upstream(),
                Instant.ofEpochMilli(stands.since()),
                stands.exceptions(),
                stands.exceptionCount(),
                stands.orders(),
                of.previousHash().equals(HistoryRecord.GENESIS) ? "" : of.previousHash(),
                Optional.ofNullable(of.image().identity())
                        .map(EnvironmentDocument::names)
                        .or(stands::names),
                stands.hold().map(hold -> new Heartbeat.HeldRemoval(hold.id(), hold.size())));
    }

    private static Heartbeat.Proof proof(Moment proven, Moment now) {
        Duration age = proven.until(now);
        return new Heartbeat.Proof(now.wall().minus(age), age);
    }

    @Override
    public void committed(Heartbeat heartbeat) {
        lastCommit = now();
    }

    @Override
    public void lost(long ownership, String reason, Instant since) {
        mailbox.logLost(new Mailbox.Loss(ownership, reason, since));
    }

    @Override
    public void suspicious(String why) {
        proofs.logIsSpoilt(now());
        mailbox.logIsSuspicious(why);
    }

    @Override
    public void kafkaAnswers() {
        mailbox.kafkaAnswers();
    }

    /** How long ago the last heartbeat was committed; empty before the first. */
    Optional<Duration> age() {
        return Optional.ofNullable(lastCommit).map(last -> last.until(now()));
    }

    /** How old the proof is that a heartbeat would carry now; empty while there is none. */
    Optional<Duration> proofAge() {
        Moment now = now();
        return proofs.proof(now, mailbox).map(proven -> proven.until(now));
    }

    private Moment now() {
        return Moment.now(clock, nanoTime);
    }
}
