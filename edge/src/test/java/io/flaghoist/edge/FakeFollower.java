package io.flaghoist.edge;

import io.flaghoist.follower.Environments;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A follower that knows what it is told to know. */
final class FakeFollower implements FollowerView {
    private final Environments environments;
    volatile boolean caughtUp = true;
    volatile boolean settled = true;
    volatile Optional<Duration> sinceContact = Optional.of(Duration.ZERO);
    volatile Optional<IngestStatus.OfEnvironment> status = Optional.empty();

    volatile Freshness freshness =
            new Freshness(
                    Optional.of(Duration.ofMillis(1500)),
                    false,
                    Freshness.Cause.NONE,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    FakeFollower(Environments environments) {
        this.environments = environments;
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
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
        return freshness;
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
                                0,
                                status,
                                Optional.of(Duration.ofMillis(1500))))
                .sorted(Comparator.comparing(OfEnvironment::environment))
                .toList();
    }

    @Override
    public List<Quarantined> quarantined() {
        return List.of(new Quarantined("flaghoist.env.x.config", 0, 7, "not JSON"));
    }

    @Override
    public long quarantinedCount() {
        return 1;
    }
}
