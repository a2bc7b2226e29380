package io.flaghoist.edge;

import io.flaghoist.follower.Catchup;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.Freshness;
import io.flaghoist.follower.ProofExceptions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.service.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A follower that knows what it is told to know; unless told otherwise, that an owner beats all the
 * time, has just read the list of keys, and has a clock that is a second ahead.
 */
public final class FakeFollower implements FollowerView {
    private final Environments environments;
    public volatile boolean caughtUp = true;
    public volatile long behind;
    public volatile boolean ownersReached = true;
    public volatile boolean settled = true;
    public volatile long quarantinedCount = 1;
    public volatile List<Problem> problems = List.of();
    public volatile Optional<Duration> snapshotAge = Optional.empty();
    public volatile Optional<Duration> sinceContact = Optional.of(Duration.ZERO);
    public volatile Function<EnvironmentId, Freshness> freshness =
            environment -> fresh(heartbeat(environment));

    public FakeFollower(Environments environments) {
        this.environments = environments;
    }

    public static Freshness fresh(Heartbeat heartbeat) {
        return new Freshness(
                Optional.of(Duration.ofMillis(1500)),
                false,
                Freshness.Cause.NONE,
                "",
                Optional.empty(),
                Optional.of(heartbeat),
                Optional.empty(),
                ProofExceptions.of(heartbeat));
    }

    /** Nothing proves anything, and nobody was heard. */
    public static Freshness unproven(Freshness.Cause cause) {
        return new Freshness(
                Optional.empty(),
                true,
                cause,
                "that is " + cause,
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                ProofExceptions.NONE);
    }

    /** Stale because of {@code cause}, after the owner had said {@code said}. */
    public static Freshness stale(Freshness.Cause cause, Duration age, Heartbeat said) {
        return new Freshness(
                Optional.of(age),
                true,
                cause,
                "that is " + cause,
                Optional.of(Instant.EPOCH),
                Optional.of(said),
                Optional.empty(),
                ProofExceptions.of(said));
    }

    /** Each is after the one before. */
    public Heartbeat heartbeat(EnvironmentId environment) {
        return heartbeat(environment, Heartbeat.Upstream.STREAMING);
    }

    public Heartbeat heartbeat(
            EnvironmentId environment, Heartbeat.Upstream upstream, HeartbeatException... known) {
        return heartbeat(
                environment,
                System.nanoTime() - ORIGIN,
                Instant.now().plusSeconds(1),
                Optional.of(Duration.ZERO),
                upstream,
                List.of(known));
    }

    private static final long ORIGIN = System.nanoTime() - 1;

    public Heartbeat heartbeat(
            EnvironmentId environment,
            long sequence,
            Instant at,
            Optional<Duration> keysReadAge,
            Heartbeat.Upstream upstream,
            List<HeartbeatException> exceptions) {
        EnvironmentImage image = environments.image(environment);
        return new Heartbeat(
                environment,
                "ingest-1",
                sequence,
                new Position(7, image == null ? 0 : image.revision()),
                "",
                0,
                at,
                Optional.of(new Heartbeat.Proof(at, Duration.ZERO)),
                keysReadAge,
                upstream,
                Instant.ofEpochMilli(4711),
                exceptions,
                exceptions.size(),
                List.of(),
                "",
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    public Catchup startCatchup() {
        return new Catchup(sinceContact.isPresent(), caughtUp, caughtUp && ownersReached);
    }

    @Override
    public List<Problem> problems() {
        return problems;
    }

    @Override
    public Optional<Duration> snapshotAge() {
        return snapshotAge;
    }

    @Override
    public long listenerFailures() {
        return environments.listenerFailures();
    }

    @Override
    public boolean isSettled() {
        return settled;
    }

    @Override
    public Optional<Duration> sinceContact() {
        return sinceContact;
    }

    @Override
    public Freshness freshness(EnvironmentId environment) {
        return freshness.apply(environment);
    }

    @Override
    public List<OfEnvironment> environments() {
        return environments.images().stream()
                .map(image ->
                        new OfEnvironment(
                                image.environment(),
                                image.position(),
                                image.isComplete(),
                                true,
                                behind,
                                Optional.empty()))
                .sorted(Comparator.comparing(OfEnvironment::environment))
                .toList();
    }

    @Override
    public List<Quarantined> quarantined() {
        return List.of(new Quarantined("flaghoist.env.x.config", 0, 7, "not JSON"));
    }

    @Override
    public long quarantinedCount() {
        return quarantinedCount;
    }
}
