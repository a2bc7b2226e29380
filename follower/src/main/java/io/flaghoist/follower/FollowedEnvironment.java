package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One environment on its way from the log to its image, and what its owner says of it. Written by
 * the follower's thread alone; the questions at its top are for any.
 */
final class FollowedEnvironment {
    private static final Logger log = LoggerFactory.getLogger(FollowedEnvironment.class);

    /** So long an owner may be ahead of a log that is read to its end before it is read anew. */
    private static final long LOST_AFTER_MILLIS = 15_000;

    private final EnvironmentId environment;
    private final TopicPartition partition;
    private final ConfigFold fold;
    private final Proofs proofs;
    private final ReadPosition place;
    private final RebuildSchedule anew = new RebuildSchedule();
    private final LegacyIngest older = new LegacyIngest();
    private boolean reached;
    private boolean toldIncomplete;
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
        this.freshness = proofs.state(null, null);
        this.standing = stand();
    }

    // --- any thread

    EnvironmentState standing() {
        return standing;
    }

    FreshnessState freshness() {
        return freshness;
    }

    Optional<IngestStatus.OfEnvironment> status() {
        return older.status();
    }

    /** Whether what is absent from its image is absent from the log, as far as the owner tells. */
    boolean isSettled() {
        FreshnessState known = freshness;
        return (standing.image().isComplete() || known.isKnownToBeIncomplete())
                && standing.reached()
                && !known.isInDoubt();
    }

    /** What can be written to disk; empty while the image has no place in the log. */
    Optional<Snapshot> snapshot(Moment now) {
        // In this order: what is proven now holds for every later image, and not for an earlier
        // one.
        FreshnessState known = freshness;
        EnvironmentState it = standing;
        // What was retired must not come back from an older snapshot.
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
    void continueFrom(Snapshot snapshot, LogMetadata.Extent extent, Moment now) {
        var asOf = new Moment(now.nanos(), snapshot.asOf().toEpochMilli());
        fold.wasThereAt(asOf.wallMillis());
        fold.beginWhereTheImageStands(snapshot.proof() != null);
        place.begin(snapshot.origin(), snapshot.offset(), extent, asOf);
        settle(now);
    }

    /** Reads the log anew; what is served meanwhile stays. */
    void rebuild(LogMetadata.Extent extent, LogMetadata view, Moment now) {
        readAnew(place.origin(), extent, view, now);
    }

    /** As {@link #rebuild}, from another log than before: its writers count anew. */
    void rebuildFrom(
            Snapshot.Origin other, LogMetadata.Extent extent, LogMetadata view, Moment now) {
        proofs.startOver();
        fold.vouchForAll();
        anew.succeeded(); // what was tried there says nothing of this one
        readAnew(other, extent, view, now);
    }

    private void readAnew(
            Snapshot.Origin origin, LogMetadata.Extent extent, LogMetadata view, Moment now) {
        anew.begun(now);
        fold.beginRebuild();
        place.begin(origin, extent.begin(), extent, view.began());
        settle(now);
    }

    /** The offset to read on from is gone: nothing can be read before the log is read anew. */
    void lose(Moment now) {
        place.lose();
        anew.succeeded(); // no failed attempt of mending; do not rest before it
        anew.order(now);
        publish();
    }

    boolean isToBeRebuilt(LogMetadata view, Moment now) {
        return anew.isDue(view.began(), now);
    }

    void orderRebuild(Moment now) {
        anew.order(now);
    }

    /** Takes note of where the log ended when Kafka was asked. */
    void endsAt(LogMetadata.Extent extent, LogMetadata view) {
        place.endsAt(extent, view.began());
        publish();
    }

    /** Takes a batch of records and the position after it. */
    void take(List<ConsumerRecord<byte[], byte[]>> records, long nextOffset, Moment now) {
        if (place.isLost()) {
            return;
        }
        fold.take(records, now);
        place.reach(nextOffset);
        settle(now);
    }

    void hear(ReceivedHeartbeat heard, Moment now) {
        if (!proofs.hear(heard, held())) {
            return;
        }
        Heartbeat said = heard.heartbeat();
        fold.ownerStandsAt(said.position());
        if (fold.foreign().hasRefusedOf(said.position())) {
            proofs.suspect(now);
            lose(now); // what was refused is the owner's: to read on would leave a gap
        } else {
            fold.takeVouched(now);
        }
        settle(now);
    }

    /** Heartbeats of a while were missed; there may have been other owners meanwhile. */
    void missedHeartbeats() {
        fold.vouchForAll();
    }

    /**
     * Hears what an ingest says of this environment.
     *
     * @param isLive false for what was said before this follower began to listen
     */
    void hear(IngestStatus.OfEnvironment said, boolean isLive, Moment now) {
        older.hear(said, isLive);
        if (fold.hasVouched()) {
            fold.vouchFor(said.epoch()); // an older ingest announces itself here
            fold.takeVouched(now);
        }
        if (isLive && !proofs.everHeard()) {
            older.believe(said, fold, now);
        }
        settle(now);
    }

    /** Notes what Kafka refuses this follower for this environment; null when nothing. */
    void refuse(@Nullable FreshnessProblem trouble) {
        if (!Objects.equals(refused, trouble)) {
            refused = trouble;
            publish();
        }
    }

    /** Does what time alone brings; to be called now and then. */
    void tick(Moment now) {
        fold.foreign().expire(now);
        if (fold.isRebuilding() && place.isPastFirstEnd() && !proofs.isOwnerAlive(now)) {
            settle(now); // nobody writes any more: what was read is what there is
        }
        if (refused == null
                && place.isAtEnd()
                && !fold.isRebuilding()
                && (isAheadForLong(now) || hasGap(now))) {
            anew.order(now);
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
        if (proofs.everHeard() && !fold.isRebuilding() && !fold.isAsWritten()) {
            proofs.suspect(now); // what was proven was proven of another image
        }
        publish();
    }

    private void settleWithOwner() {
        if (proofs.agrees() && !place.isLost() && !fold.isRebuilding()) {
            fold.foreign().forgetRefused(owner().position());
            if (owner().position().equals(fold.current().position())) {
                fold.isWhatTheOwnerHolds();
            }
            anew.succeeded();
        }
    }

    private void finishRebuild(Moment now) {
        if (!fold.isRebuilding()) {
            return;
        }
        long before = fold.current().revision();
        if (fold.finishRebuild(proofs.owner(), proofs.isOwnerAlive(now), now)) {
            toldIncomplete = false;
            log.info("Caught up with {}.", fold.current());
            if (proofs.everHeard() && fold.current().revision() < before) {
                proofs.suspect(now); // what was proven was proven of a later image
            }
        } else if (!toldIncomplete) {
            toldIncomplete = true;
            log.warn(
                    "The log of environment {} holds no whole environment, or not yet what its owner says. Still serving revision {},"
                            + " and reading on. Check whether topic {} was emptied or created anew.",
                    environment,
                    fold.current().revision(),
                    partition.topic());
        }
    }

    private void contradicted(Moment now) {
        if (!freshness.isContradicted()) {
            log.warn(
                    "The image from {} is not what its owner holds at revision {}. Reading the topic anew until both agree;"
                            + " still serving meanwhile. Check who else writes to it.",
                    partition,
                    owner().revision());
        }
        if (!fold.isRebuilding()) {
            anew.order(now);
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
        freshness = proofs.state(older.word(), refused);
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
