package io.flaghoist.follower;

import io.flaghoist.log.TopicExtent;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One environment: its records, its image and its owner's heartbeats. Written by the follower's
 * thread only; the methods at the top are for any thread.
 */
final class FollowedEnvironment {
    private static final Logger log = LoggerFactory.getLogger(FollowedEnvironment.class);

    /** How long an owner may be ahead of a fully read log before the log is read again. */
    private static final long LOST_AFTER_MILLIS = 15_000;

    private final EnvironmentId environment;
    private final TopicPartition partition;
    private final ConfigFold fold;
    private final Proofs proofs;
    private final ReadPosition place;
    private final RebuildSchedule rebuilds = new RebuildSchedule();
    private boolean reached;
    private boolean loggedIncomplete;
    private @Nullable FreshnessProblem refused;
    private volatile FreshnessState freshness;
    private volatile EnvironmentState standing;

    FollowedEnvironment(
            EnvironmentId environment,
            TopicPartition partition,
            Snapshot.Origin origin,
            ConfigFold fold,
            Proofs proofs) {
        this.environment = environment;
        this.partition = partition;
        this.place = new ReadPosition(origin);
        this.fold = fold;
        this.proofs = proofs;
        this.freshness = proofs.state(null);
        this.standing = stand();
    }

    // --- any thread

    EnvironmentState standing() {
        return standing;
    }

    FreshnessState freshness() {
        return freshness;
    }

    /** Whether documents absent from the image are absent from the log, according to the owner. */
    boolean isSettled() {
        FreshnessState known = freshness;
        return (standing.image().isComplete() || known.isKnownToBeIncomplete())
                && standing.reached()
                && !known.isInDoubt();
    }

    /** The snapshot to write to disk; empty while the image has no position in the log. */
    Optional<Snapshot> snapshot(Moment now) {
        // In this order: a proof holds for every later image, but not for an earlier one.
        FreshnessState known = freshness;
        EnvironmentState it = standing;
        // A retired environment must not come back from an older snapshot.
        boolean isWhole = it.image().isComplete() || known.isKnownToBeIncomplete();
        return isWhole && it.reached() && !it.rebuilding()
                ? Optional.of(
                        new Snapshot(
                                it.image(), it.origin(), it.offset(), it.asOf(), known.saved(now)))
                : Optional.empty();
    }

    EnvironmentId environment() {
        return environment;
    }

    TopicPartition partition() {
        return partition;
    }

    // --- the follower's thread

    ReadPosition place() {
        return place;
    }

    /** Continues from the current image. */
    void continueFrom(Snapshot snapshot, TopicExtent extent, Moment now) {
        var asOf = new Moment(now.nanos(), snapshot.asOf().toEpochMilli());
        fold.wasThereAt(asOf.wallMillis());
        fold.beginWhereTheImageStands(snapshot.proof() != null);
        place.begin(snapshot.origin(), snapshot.offset(), extent, asOf);
        settle(now);
    }

    /** Reads the log again; the served image stays meanwhile. */
    void rebuild(TopicExtent extent, LogMetadata view, Moment now) {
        readAnew(place.origin(), extent, view, now);
    }

    /** As {@link #rebuild}, from another log than before, with other writers. */
    void rebuildFrom(Snapshot.Origin other, TopicExtent extent, LogMetadata view, Moment now) {
        proofs.startOver();
        fold.vouchForAll();
        rebuilds.succeeded(); // attempts on the old log do not count
        readAnew(other, extent, view, now);
    }

    private void readAnew(
            Snapshot.Origin origin, TopicExtent extent, LogMetadata view, Moment now) {
        rebuilds.begun(now);
        fold.beginRebuild();
        place.begin(origin, extent.begin(), extent, view.began());
        settle(now);
    }

    /** The next offset is gone: the log must be read from its beginning. */
    void lose(Moment now) {
        place.lose();
        rebuilds.succeeded(); // not a failed repair; no backoff
        rebuilds.order(now);
        publish();
    }

    boolean isToBeRebuilt(LogMetadata view, Moment now) {
        return rebuilds.isDue(view.began(), now);
    }

    void orderRebuild(Moment now) {
        rebuilds.order(now);
    }

    /** Updates the end of the log as reported by Kafka. */
    void endsAt(TopicExtent extent, LogMetadata view) {
        place.endsAt(extent, view.began());
        publish();
    }

    /** Applies a batch of records and the position after it. */
    void take(List<ConsumerRecord<byte[], byte[]>> records, long nextOffset, Moment now) {
        if (place.isLost()) {
            return;
        }
        fold.take(records, now);
        place.reach(nextOffset);
        settle(now);
    }

    void receive(ReceivedHeartbeat heard, Moment now) {
        if (!proofs.receive(heard, held())) {
            return;
        }
        Heartbeat said = heard.heartbeat();
        fold.ownerStandsAt(said.position());
        if (fold.foreign().hasRefusedOf(said.position())) {
            proofs.suspect(now);
            lose(now); // the refused record is the owner's: continuing would leave a gap
        } else {
            fold.takeVouched(now);
        }
        settle(now);
    }

    /** Heartbeats were missed; the owner may have changed meanwhile. */
    void missedHeartbeats() {
        fold.vouchForAll();
    }

    /** Sets Kafka's refusal for this environment; null for none. */
    void refuse(@Nullable FreshnessProblem trouble) {
        if (!Objects.equals(refused, trouble)) {
            refused = trouble;
            publish();
        }
    }

    /** Performs time-based actions; to be called periodically. */
    void tick(Moment now) {
        fold.foreign().expire(now);
        if (fold.isRebuilding() && place.isPastFirstEnd() && !proofs.isOwnerAlive(now)) {
            settle(now); // no living owner: the log is authoritative
        }
        if (refused == null
                && place.isAtEnd()
                && !fold.isRebuilding()
                && (isAheadForLong(now) || hasGap(now))) {
            rebuilds.order(now);
        }
    }

    private boolean isAheadForLong(Moment now) {
        Moment ahead = proofs.aheadSince();
        return ahead != null && now.millisSince(ahead) > LOST_AFTER_MILLIS;
    }

    private boolean hasGap(Moment now) {
        Heartbeat said = proofs.owner();
        return said != null && fold.foreign().waitsInVain(said.position(), now);
    }

    private void settle(Moment now) {
        if (place.isPastFirstEnd()) {
            finishRebuild(now);
            reached = true;
        }
        switch (proofs.review(held(), now)) {
            case NOTHING -> {}
            case MOVE_TO_OWNER -> {
                fold.moveTo(owner().position());
                var _ = proofs.review(held(), now);
            }
            case CONTRADICTED -> contradicted(now);
        }
        settleWithOwner();
        if (proofs.hasHeartbeats() && !fold.isRebuilding() && !fold.isAsWritten()) {
            proofs.suspect(now); // the proof is of another image
        }
        publish();
    }

    private void settleWithOwner() {
        if (proofs.agrees() && !place.isLost() && !fold.isRebuilding()) {
            fold.foreign().forgetRefused(owner().position());
            if (owner().position().equals(fold.current().position())) {
                fold.isWhatTheOwnerHolds();
            }
            rebuilds.succeeded();
        }
    }

    private void finishRebuild(Moment now) {
        if (!fold.isRebuilding()) {
            return;
        }
        long before = fold.current().revision();
        if (fold.finishRebuild(proofs.owner(), proofs.isOwnerAlive(now), now)) {
            loggedIncomplete = false;
            log.info("Caught up with {}.", fold.current());
            if (proofs.hasHeartbeats() && fold.current().revision() < before) {
                proofs.suspect(now); // the proof is of a later image
            }
        } else if (!loggedIncomplete) {
            loggedIncomplete = true;
            log.warn(
                    "The log of environment {} is incomplete, or behind its owner's heartbeat. Still serving revision {},"
                            + " and continuing to read. Check whether topic {} was emptied or created again.",
                    environment,
                    fold.current().revision(),
                    partition.topic());
        }
    }

    private void contradicted(Moment now) {
        if (!freshness.isContradicted()) {
            log.warn(
                    "The image from {} differs from its owner's at revision {}. Reading the topic again until both agree;"
                            + " still serving it meanwhile. Check who else writes to the topic.",
                    partition,
                    owner().revision());
        }
        if (!fold.isRebuilding()) {
            rebuilds.order(now);
        }
    }

    private Heartbeat owner() {
        return Objects.requireNonNull(proofs.owner());
    }

    private AppliedState held() {
        EnvironmentImage image = fold.current();
        return new AppliedState(
                image.position(),
                image.digest(),
                fold.changedAtMillis(),
                fold.isAsWritten(),
                place.isAtEnd(),
                !fold.isRebuilding());
    }

    /** The image first: see {@link #snapshot}. */
    private void publish() {
        standing = stand();
        freshness = proofs.state(refused);
    }

    private EnvironmentState stand() {
        return new EnvironmentState(
                fold.current(),
                place.origin(),
                fold.foreign().firstOffset(place.offset()),
                place.behind(),
                reached,
                !proofs.differs() && proofs.aheadSince() == null,
                fold.isRebuilding() || place.isLost(),
                place.asOf().wall());
    }
}
