package io.flaghoist.edge.auth;

import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Derives from heartbeats when the list of SDK keys of each environment was last read upstream and
 * applied here. A key does not exist if it is absent after the lists of all environments were
 * requested after the request's arrival. For one thread.
 *
 * <p>Two clocks must agree that a list was requested after the request's arrival: this machine's,
 * with the arrival of the heartbeat and the age of the list in it; and the owner's, which may
 * differ by a second.
 */
public final class KeyListReads implements KeyAbsence {
    /** Maximum difference between the clocks of machines (docs/operating.md). */
    private static final Duration SKEW = Duration.ofSeconds(1);

    /** A new owner may not have found all of its environments upstream. */
    private static final Duration CLAIMING = Duration.ofMinutes(5);

    private static final Known NOTHING = _ -> false;

    private static final Known NOTHING_FOR_NOW =
            new Known() {
                @Override
                public boolean coversKeysOf(Arrival arrival) {
                    return false;
                }

                @Override
                public boolean isInDoubt() {
                    return true;
                }
            };

    private final FollowerView follower;
    private final Predicate<EnvironmentId> isRetired;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<EnvironmentId, HeartbeatArrivals> heard = new HashMap<>();
    private long lastLookNanos;
    private boolean hasLooked;

    public KeyListReads(
            FollowerView follower,
            Predicate<EnvironmentId> isRetired,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.follower = follower;
        this.isRetired = isRetired;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public Known look() {
        long now = nanoTime.getAsLong();
        Set<EnvironmentId> known =
                follower.environments().stream()
                        .map(FollowerView.OfEnvironment::environment)
                        .collect(Collectors.toSet());
        heard.keySet().retainAll(known);
        boolean hasContact = true;
        boolean anyLives = known.isEmpty();
        Known together = follower.isSettled() ? _ -> true : NOTHING;
        for (EnvironmentId environment : known) {
            Freshness freshness = follower.freshness(environment);
            HeartbeatArrivals heartbeats =
                    heard.computeIfAbsent(environment, _ -> new HeartbeatArrivals());
            // Arrival times of heartbeats in the first call are unknown.
            heartbeats.heard(freshness, hasLooked ? Optional.of(lastLookNanos) : Optional.empty());
            hasContact &= freshness.cause() != Freshness.Cause.KAFKA_UNREACHABLE;
            if (isRetired.test(environment)) {
                anyLives = true;
            } else if (!isUpstreamDead(freshness)) {
                anyLives = true;
                together = both(together, of(freshness, heartbeats));
            }
        }
        lastLookNanos = now;
        hasLooked = true;
        if (!hasContact) {
            return NOTHING_FOR_NOW;
        }
        return anyLives ? together : NOTHING;
    }

    /** No list will arrive; its owner is alive and would publish new keys. */
    private static boolean isUpstreamDead(Freshness freshness) {
        return freshness.isStale()
                && freshness.cause() == Freshness.Cause.UPSTREAM_SILENT
                && freshness
                        .heartbeat()
                        .map(heartbeat ->
                                switch (heartbeat.upstream()) {
                                    case CONNECTING, STREAMING, POLLING, DOWN -> true;
                                    case ADOPTED, RETIRED, UNCLAIMED -> false;
                                })
                        .orElse(true);
    }

    private static Known both(Known one, Known other) {
        return arrival -> one.coversKeysOf(arrival) && other.coversKeysOf(arrival);
    }

    private Known of(Freshness freshness, HeartbeatArrivals heartbeats) {
        Heartbeat heartbeat = freshness.heartbeat().orElse(null);
        if (heartbeat == null || freshness.cause() == Freshness.Cause.DIGEST_DIFFERS) {
            return NOTHING;
        }
        return switch (heartbeat.upstream()) {
            case RETIRED -> said(heartbeat, Duration.ZERO, heartbeats);
            case UNCLAIMED ->
                    hasLongBeen(heartbeat) ? said(heartbeat, Duration.ZERO, heartbeats) : NOTHING;
            case ADOPTED ->
                    freshness.isStale() ? NOTHING : said(heartbeat, Duration.ZERO, heartbeats);
            case CONNECTING, STREAMING, POLLING, DOWN ->
                    freshness.isStale()
                            ? NOTHING
                            : heartbeat
                                    .keysReadAge()
                                    .map(age -> said(heartbeat, age, heartbeats))
                                    .orElse(NOTHING);
        };
    }

    /** The keys of such an environment are never read. */
    private boolean hasLongBeen(Heartbeat heartbeat) {
        return heartbeat.upstreamSince().plus(CLAIMING).isBefore(clock.instant());
    }

    /** The decision after a heartbeat whose list was requested that long before. */
    private static Known said(Heartbeat heartbeat, Duration before, HeartbeatArrivals heartbeats) {
        Optional<Long> notBefore = heartbeats.notHeardBefore(heartbeat);
        if (notBefore.isEmpty()) {
            return NOTHING;
        }
        long nanos = notBefore.get() - before.toNanos();
        Instant at = heartbeat.at().minus(before).minus(SKEW);
        return arrival -> nanos - arrival.nanos() >= 0 && !at.isBefore(arrival.at());
    }
}
