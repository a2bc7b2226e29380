package io.flaghoist.edge.health;

import io.flaghoist.edge.ReadinessSettings;
import io.flaghoist.follower.Catchup;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether SDKs should use this edge. After its start an edge waits, for a limited time, until it
 * has caught up; then it is ready unless it stops, the reader of the log has failed, or an
 * environment exceeds the maximum staleness. Thread-safe.
 */
final class Readiness {
    private final ReadinessSettings settings;
    private final Environments environments;
    private final FollowerView follower;
    private final Conditions conditions;
    private final LongSupplier nanoTime;

    private @Nullable Long beganNanos; // this and the next are guarded by this
    private @Nullable Result start;
    private volatile boolean draining;

    /** The state. */
    enum State {
        STARTING(false),
        CAUGHT_UP(true),
        WAITED_TOO_LONG(true),
        KAFKA_AWAY(true),
        TOO_STALE(false),
        READER_FAILED(false),
        STOPPING(false);

        private final boolean isReady;

        State(boolean isReady) {
            this.isReady = isReady;
        }
    }

    /**
     * The result.
     *
     * @param words a message for operators
     */
    record Result(State state, String words) {
        boolean isReady() {
            return state.isReady;
        }
    }

    Readiness(
            ReadinessSettings settings,
            Environments environments,
            FollowerView follower,
            Conditions conditions,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.environments = environments;
        this.follower = follower;
        this.conditions = conditions;
        this.nanoTime = nanoTime;
    }

    /** Snapshots are loaded, and Kafka is contacted from now on. */
    synchronized void begin() {
        beganNanos = nanoTime.getAsLong();
    }

    /** From now on not ready. */
    void drain() {
        draining = true;
    }

    Result now() {
        return now(conditions.now());
    }

    Result now(List<Condition> all) {
        Result atStart = start();
        if (draining) {
            return new Result(State.STOPPING, "stopping");
        }
        if (Conditions.anyReaderFailed(all)) {
            return new Result(
                    State.READER_FAILED,
                    "what reads the log has failed; /health says why. Still serving what is here");
        }
        return atStart.isReady() ? tooStale(all, atStart) : atStart;
    }

    private Result tooStale(List<Condition> all, Result otherwise) {
        Duration limit = settings.staleness().orElse(null);
        if (limit == null) {
            return otherwise;
        }
        return all.stream()
                .filter(it -> !it.isRetired() && isOlder(it.freshness(), limit))
                .findFirst()
                .map(it ->
                        new Result(
                                State.TOO_STALE,
                                "environment %s is staler than %d s (READINESS_MAX_STALENESS); /health says why"
                                        .formatted(it.of().environment(), limit.toSeconds())))
                .orElse(otherwise);
    }

    private static boolean isOlder(Freshness freshness, Duration limit) {
        return freshness.age().map(age -> age.compareTo(limit) > 0).orElse(true);
    }

    /** The result of the start, once it is decided. */
    private synchronized Result start() {
        Result known = start;
        if (known != null && known.state() == State.CAUGHT_UP) {
            return known;
        }
        Long began = beganNanos;
        if (began == null) {
            return new Result(State.STARTING, "starting");
        }
        Result found = start(Duration.ofNanos(nanoTime.getAsLong() - began));
        if (known == null || found.state() == State.CAUGHT_UP) {
            start = found.isReady() ? found : null;
            return found;
        }
        return known;
    }

    private Result start(Duration waited) {
        Catchup catchup = follower.startCatchup();
        if (catchup.isDone()) {
            return new Result(
                    State.CAUGHT_UP,
                    "caught up with the log %.1f s after the start"
                            .formatted(waited.toMillis() / 1e3));
        }
        boolean heard = catchup.kafkaAnswered();
        var limit = heard ? settings.maxWait() : settings.kafkaTimeout();
        if (waited.compareTo(limit.toJavaDuration()) < 0) {
            return new Result(State.STARTING, catchup.waitsFor());
        }
        if (environments.images().stream().noneMatch(EnvironmentImage::isComplete)) {
            return new Result(
                    State.STARTING,
                    catchup.waitsFor() + ", and the disk had nothing to serve meanwhile");
        }
        return heard
                ? new Result(
                        State.WAITED_TOO_LONG,
                        "after %d s (READINESS_MAX_WAIT): %s; serves what is here"
                                .formatted(settings.maxWait().toSeconds(), catchup.waitsFor()))
                : new Result(
                        State.KAFKA_AWAY,
                        "after %d ms (READINESS_KAFKA_TIMEOUT): %s; serves what the disk had"
                                .formatted(
                                        settings.kafkaTimeout().toMilliseconds(),
                                        catchup.waitsFor()));
    }
}
