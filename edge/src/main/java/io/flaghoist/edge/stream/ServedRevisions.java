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
 * Which revision of each environment this edge served some time ago: an SDK that had a stream until
 * then, here or elsewhere, has missed nothing before it. What the disk had at the start was served
 * before the restart, however long ago that was. Thread-safe.
 */
final class ServedRevisions {
    /** Times are kept this fine: so many of them are remembered at most. */
    private static final int STEPS = 60;

    private final Duration window;
    private final InstantSource clock;
    private final BooleanSupplier isFromDisk;
    private final ConcurrentMap<EnvironmentId, Served> served = new ConcurrentHashMap<>();

    /**
     * @param window how long ago is asked for
     * @param isFromDisk whether what is here was found on the disk: Kafka has not been heard yet
     */
    ServedRevisions(Duration window, InstantSource clock, BooleanSupplier isFromDisk) {
        this.window = window;
        this.clock = clock;
        this.isFromDisk = isFromDisk;
    }

    /** {@code after} is served from now on. For one thread. */
    void advanced(EnvironmentImage before, EnvironmentImage after) {
        Served known = served.get(after.environment());
        if (known == null) {
            boolean wasServed = isFromDisk.getAsBoolean() && after.isComplete();
            served.put(after.environment(), new Served(wasServed ? after.revision() : -1));
        } else {
            known.until(clock.millis(), before.revision());
        }
    }

    /** The revision that was served a window ago; empty when nothing is known of that time. */
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
         * @param onDisk the revision before the start; negative when that is not known
         */
        Served(long onDisk) {
            this.onDisk = onDisk;
        }

        synchronized void until(long millis, long revision) {
            Until last = past.peekLast();
            if (last != null && millis >= last.millis() && millis - last.firstMillis() < step) {
                past.removeLast(); // the oldest revision of a step stands for all of it
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
                boolean isKnown = onDisk >= 0 && onDisk <= current; // not of another log
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

    /** Until then that revision was served, or a later one since {@code firstMillis}. */
    private record Until(long firstMillis, long millis, long revision) {}
}
