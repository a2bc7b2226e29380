package io.flaghoist.follower;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The freshness of one environment until the next heartbeat or change. Immutable; {@link #at} is
 * cheap enough for every request.
 */
final class FreshnessState {
    /** Three heartbeats: fewer missing ones are not reported. */
    static final long SILENCE_MILLIS = 3 * Heartbeat.INTERVAL.toMillis();

    /** How long a revision may arrive after the heartbeat that announces it. */
    static final long AHEAD_MILLIS = 2 * Heartbeat.INTERVAL.toMillis();

    private final Moment startedAt;
    private final @Nullable Proof proof;
    private final Optional<Heartbeat> counted;
    private final Optional<Heartbeat> ahead;
    private final @Nullable ReceivedHeartbeat newest;
    private final @Nullable Moment aheadSince;
    private final @Nullable Moment differsSince;
    private final @Nullable FreshnessProblem refused;
    private final ProofExceptions exceptions;
    private final FreshnessMessages words;

    /**
     * @param startedAt when this follower began
     * @param proof the newest that counts; null when there is none
     * @param counted the newest heartbeat that counts; null when there is none
     * @param ahead the newest heartbeat, if it does not count
     * @param newest the newest heartbeat; null when none was heard since the start
     * @param aheadSince since when heartbeats wait for their revision
     * @param differsSince since when the state differs from the owner's
     * @param refused Kafka's refusal for this environment
     */
    FreshnessState(
            Moment startedAt,
            @Nullable Proof proof,
            @Nullable Heartbeat counted,
            @Nullable ReceivedHeartbeat ahead,
            @Nullable ReceivedHeartbeat newest,
            @Nullable Moment aheadSince,
            @Nullable Moment differsSince,
            @Nullable FreshnessProblem refused) {
        this.startedAt = startedAt;
        this.proof = proof;
        this.counted = Optional.ofNullable(counted);
        this.ahead = Optional.ofNullable(ahead).map(ReceivedHeartbeat::heartbeat);
        this.newest = newest;
        this.aheadSince = aheadSince;
        this.differsSince = differsSince;
        this.refused = refused;
        // A new owner does not know the exceptions yet, while the proof is still its predecessor's.
        this.exceptions =
                (proof == null ? ProofExceptions.NONE : proof.exceptions())
                        .and(counted == null ? ProofExceptions.NONE : ProofExceptions.of(counted));
        this.words = new FreshnessMessages(proof, counted, newest);
    }

    /** For an unknown environment. */
    static FreshnessState unknown(Moment startedAt) {
        return new FreshnessState(startedAt, null, null, null, null, null, null, null);
    }

    /** Whether changes are known to be missing or unreadable. */
    boolean isInDoubt() {
        return ahead.isPresent() || differsSince != null || refused != null;
    }

    /** The proof as a snapshot keeps it; null when there is none. */
    Proof.@Nullable Saved saved(Moment now) {
        return proof == null || differsSince != null ? null : proof.saved(now);
    }

    /** Whether the state is known to differ from the owner's. */
    boolean isContradicted() {
        return differsSince != null;
    }

    /** Whether the owner is known to hold no documents, or will not complete the environment. */
    boolean isKnownToBeIncomplete() {
        return ahead.isEmpty()
                && differsSince == null
                && counted.isPresent()
                && switch (counted.get().upstream()) {
                    case RETIRED, UNCLAIMED -> true;
                    case CONNECTING, STREAMING, POLLING, DOWN, ADOPTED -> false;
                };
    }

    /**
     * How fresh it is.
     *
     * @param outer problem of this follower as a whole; null if none
     * @param staleAfterMillis from which age on it is stale
     */
    Freshness at(Moment now, @Nullable FreshnessProblem outer, long staleAfterMillis) {
        OptionalLong age = ageMillis(now);
        boolean stale = age.isEmpty() || age.getAsLong() > staleAfterMillis;
        FreshnessProblem trouble = trouble(now, outer, stale);
        return new Freshness(
                age.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(age.getAsLong())),
                stale,
                trouble == null ? Cause.NONE : trouble.cause(),
                trouble == null ? "" : trouble.words(),
                trouble == null ? Optional.empty() : Optional.of(trouble.since()),
                counted,
                ahead,
                exceptions);
    }

    private OptionalLong ageMillis(Moment now) {
        if (differsSince != null) {
            return OptionalLong.empty(); // the proofs are of another state
        }
        return proof == null ? OptionalLong.empty() : proof.ageMillis(now);
    }

    private @Nullable FreshnessProblem trouble(
            Moment now, @Nullable FreshnessProblem outer, boolean stale) {
        if (outer != null && (refused == null || outer.cause().compareTo(refused.cause()) < 0)) {
            return outer;
        }
        if (refused != null) {
            return refused;
        }
        if (differsSince != null) {
            return words.differs(differsSince.wall());
        }
        if (proof != null && stale && proof.ageMillis(now).isEmpty()) {
            return words.clockWentBack(startedAt.wall());
        }
        return ofHeartbeats(now, stale);
    }

    private @Nullable FreshnessProblem ofHeartbeats(Moment now, boolean stale) {
        ReceivedHeartbeat said = newest;
        Moment waitsSince = aheadSince;
        if (waitsSince != null && (stale || now.millisSince(waitsSince) > AHEAD_MILLIS)) {
            return words.ahead(waitsSince.wall());
        }
        if (said == null) {
            return stale || now.millisSince(startedAt) > SILENCE_MILLIS
                    ? words.neverHeard(startedAt.wall())
                    : null;
        }
        if (now.millisSince(said.arrival()) > SILENCE_MILLIS) {
            return words.silent(said.arrival().wall());
        }
        boolean upstreamIsAway =
                switch (said.heartbeat().upstream()) {
                    case CONNECTING, DOWN, UNCLAIMED -> true;
                    case STREAMING, POLLING, ADOPTED, RETIRED -> false;
                };
        if (!stale && !upstreamIsAway) {
            return null;
        }
        return words.upstreamSilent(stale, silentSince(said));
    }

    private Instant silentSince(ReceivedHeartbeat said) {
        return said.heartbeat()
                .proof()
                .map(Heartbeat.Proof::at)
                .orElse(said.heartbeat().upstreamSince());
    }
}
