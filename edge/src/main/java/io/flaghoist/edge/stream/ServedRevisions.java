package io.flaghoist.edge.stream;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The revisions that this edge served in the past: an SDK that had a stream at that time, here or
 * elsewhere, has missed nothing before. Snapshots at the start were served before the restart,
 * however long ago. Thread-safe.
 */
final class ServedRevisions {
    /** Resolution of times, and the maximum number of entries. */
    private static final int STEPS = 60;

    private final Duration window;
    private final InstantSource clock;
    private final BooleanSupplier isFromDisk;
    private final ConcurrentMap<EnvironmentId, Served> served = new ConcurrentHashMap<>();

    /**
     * @param window the period of interest
     * @param isFromDisk whether images are from snapshots: Kafka has not answered yet
     */
    ServedRevisions(Duration window, InstantSource clock, BooleanSupplier isFromDisk) {
        this.window = window;
        this.clock = clock;
        this.isFromDisk = isFromDisk;
    }

    /** Records that {@code after} is served from now on. For one thread. */
    void advanced(EnvironmentImage before, EnvironmentImage after) {
        Served known = served.get(after.environment());
        if (known == null) {
            boolean wasServed = isFromDisk.getAsBoolean() && after.isComplete();
            served.put(after.environment(), new Served(wasServed ? after.revision() : -1));
        } else {
            known.until(clock.millis(), before.revision());
        }
    }

    /** The revision that was served a window ago; empty if unknown. */
    OptionalLong ago(EnvironmentImage now) {
        Served known = served.get(now.environment());
        return known == null
                ? OptionalLong.empty()
                : known.at(clock.millis() - window.toMillis(), now.revision());
    }

    /** One environment. */
    private final class Served {
        private final long sinceMillis = clock.millis();
        private final long step = Math.max(1, window.toMillis() / STEPS);
        private final Deque<Until> past = new ArrayDeque<>();
        private final long onDisk;

        /**
         * @param onDisk the revision before the start; negative if unknown
         */
        Served(long onDisk) {
            this.onDisk = onDisk;
        }

        synchronized void until(long millis, long revision) {
            Until last = past.peekLast();
            if (last != null && millis >= last.millis() && millis - last.firstMillis() < step) {
                past.removeLast(); // the oldest revision represents the step
                past.addLast(new Until(last.firstMillis(), millis, last.revision()));
                return;
            }
            past.addLast(new Until(millis, millis, revision));
            while (past.size() > STEPS + 2) {
                past.removeFirst();
            }
        }

        synchronized OptionalLong at(long millis, long current) {
            if (sinceMillis > millis) {
                boolean isKnown = onDisk >= 0 && onDisk <= current; // not from another log
                return isKnown ? OptionalLong.of(onDisk) : OptionalLong.empty();
            }
            @Nullable Until first =
                    past.stream()
                            .filter(until -> until.millis() >= millis)
                            .findFirst()
                            .orElse(null);
            return OptionalLong.of(first == null ? current : first.revision());
        }
    }

    /** This revision was served until {@code millis}, or a later one since {@code firstMillis}. */
    private record Until(long firstMillis, long millis, long revision) {}
}
