package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies one listener. If it throws, the last delivered image of the environment is kept, and
 * everything since then is delivered again as one delta until the listener accepts it. For one
 * thread.
 */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final ImageListener listener;
    private final Clock clock;
    private final AtomicLong failures;
    private final Map<EnvironmentId, EnvironmentImage> lastTaken = new ConcurrentHashMap<>();
    private volatile @Nullable Problem problem;

    Delivery(ImageListener listener, Clock clock, AtomicLong failures) {
        this.listener = listener;
        this.clock = clock;
        this.failures = failures;
    }

    void deliver(EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
        EnvironmentImage taken = lastTaken.get(after.environment());
        if (taken == null) {
            deliverOnce(before, after, changes);
        } else {
            deliverOnce(taken, after, after.changesSince(taken));
        }
    }

    /** Delivers again what failed. */
    void deliverAgain(Function<EnvironmentId, @Nullable EnvironmentImage> current) {
        lastTaken.forEach((environment, taken) -> {
            EnvironmentImage now = current.apply(environment);
            if (now != null) {
                deliverOnce(taken, now, now.changesSince(taken));
            }
        });
    }

    private void deliverOnce(
            EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
        try {
            listener.advanced(before, after, changes);
            lastTaken.remove(after.environment());
            recovered();
        } catch (Throwable e) { // Whatever it is, the other listeners are notified.
            lastTaken.put(after.environment(), before);
            failed(after, e);
        }
    }

    private void failed(EnvironmentImage after, Throwable e) {
        failures.incrementAndGet();
        Problem known = problem;
        Instant since = known == null ? clock.instant() : known.since();
        problem =
                new Problem(
                        "%s cannot process revision %d of environment %s: %s"
                                .formatted(name(), after.revision(), after.environment(), e),
                        since,
                        "the change is delivered again every second; other listeners are not affected",
                        "the log of this process around that time, and report it: this is a defect");
        if (known == null) {
            log.error(
                    "{} failed to process revision {} of environment {}. It is called again every second; other listeners are not affected.",
                    name(),
                    after.revision(),
                    after.environment(),
                    e);
        }
    }

    private void recovered() {
        Problem gone = problem;
        if (gone != null && lastTaken.isEmpty()) {
            problem = null;
            log.info("{} processes changes again; it had failed since {}", name(), gone.since());
        }
    }

    Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    private String name() {
        return listener.getClass().getSimpleName();
    }
}
