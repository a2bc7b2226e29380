package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes snapshots of changed environments on its own thread, so that the disk never delays a
 * change.
 */
final class Snapshots implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** Writes snapshots. */
    interface Writer {
        void save(Snapshot snapshot) throws IOException;

        /**
         * Whether the last snapshot of an environment still exists: the directory may have been
         * emptied or replaced.
         *
         * @throws IOException if a snapshot could not be saved now
         */
        default boolean has(EnvironmentId environment) throws IOException {
            return true;
        }
    }

    private final Writer writer;
    private final Duration refresh;
    private final Supplier<List<Snapshot>> candidates;
    private final Supplier<Moment> now;
    private final OneProblem disk;
    private final SupervisedLoop loop;
    private final Map<EnvironmentId, Snapshot> saved = new HashMap<>();
    private volatile @Nullable Moment currentAt;

    /**
     * @param candidates the current snapshots
     */
    Snapshots(
            Writer writer,
            FollowerSettings.Timing timing,
            Supervisor supervisor,
            Clock clock,
            Supplier<Moment> now,
            Supplier<List<Snapshot>> candidates) {
        this.writer = writer;
        this.refresh = timing.refresh();
        this.candidates = candidates;
        this.now = now;
        this.disk =
                new OneProblem(
                        "snapshots",
                        "this process serves from memory and retries in every round, but a restart would begin from an older state",
                        "the disk's space and the directory's rights",
                        clock);
        var spec =
                LoopSpec.of("snapshots", "a restart begins from an older state").within(DEADLINE);
        this.loop = supervisor.every(timing.snapshot(), spec, this::round);
    }

    /** Registers the snapshots found on disk. */
    void found(List<Snapshot> snapshots, Moment at) {
        snapshots.stream()
                .map(Snapshot::asOf)
                .min(Comparator.naturalOrder())
                .ifPresent(oldest -> currentAt = new Moment(at.nanos(), oldest.toEpochMilli()));
    }

    void start() {
        loop.start();
    }

    /** Writes the last state to disk, unless that hangs. */
    @Override
    public void close() {
        loop.interrupt();
        loop.awaitEnd(CLOSING);
        if (loop.hasEnded()) {
            round();
        }
    }

    /** Time since the snapshots were up to date; empty if never. */
    Optional<Duration> age() {
        return Optional.ofNullable(currentAt)
                .map(at -> Duration.ofMillis(now.get().millisSince(at)));
    }

    List<Problem> problems() {
        return Stream.concat(disk.current().stream(), loop.problem().stream()).toList();
    }

    /** Writes due snapshots before it returns; on the loop's thread, or after it has ended. */
    void round() {
        Moment began = now.get();
        Optional<String> refusal = Optional.empty();
        List<Snapshot> all = candidates.get();
        for (Snapshot candidate : all) {
            Optional<String> failed = look(candidate);
            refusal = refusal.isPresent() ? refusal : failed;
        }
        if (refusal.isPresent()) {
            disk.raise("snapshots cannot be written: " + refusal.get());
        } else if (!all.isEmpty()) {
            disk.clear();
            currentAt = began;
        }
    }

    /** Returns why it could not be saved; empty if it is saved. */
    private Optional<String> look(Snapshot candidate) {
        try {
            if (isDue(candidate) || !writer.has(candidate.image().environment())) {
                save(candidate);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private boolean isDue(Snapshot candidate) {
        Snapshot last = saved.get(candidate.image().environment());
        return last == null
                || last.offset() != candidate.offset()
                || !last.origin().equals(candidate.origin())
                || isOld(last.asOf(), candidate.asOf());
    }

    private boolean isOld(Instant last, Instant now) {
        return Duration.between(last, now).compareTo(refresh) > 0;
    }

    private void save(Snapshot snapshot) throws IOException {
        EnvironmentId environment = snapshot.image().environment();
        saved.remove(environment); // due again in the next round if this fails
        writer.save(snapshot);
        saved.put(environment, snapshot);
    }
}
