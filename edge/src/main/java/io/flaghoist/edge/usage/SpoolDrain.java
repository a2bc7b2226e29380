package io.flaghoist.edge.usage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is on disk to Kafka, the oldest file first. While Kafka is unavailable, it tries one
 * group at a time, and so detects that Kafka is available again. Used by the owner's thread; the
 * error is read by any.
 */
final class SpoolDrain {
    private static final Logger log = LoggerFactory.getLogger(SpoolDrain.class);

    /**
     * At most this many groups are in flight: at 512 KiB each a fraction of the producer's buffer.
     */
    private static final int MAX_IN_FLIGHT = 16;

    private final Spool spool;
    private final MetricsTopic topic;
    private final long retryNanos;
    private final UsageMeters meters;
    private @Nullable SpoolSegment segment; // being sent
    private List<EncodedGroup> groups = List.of(); // of the segment
    private int next; // index of the group to send next
    private int inFlight;
    private long pausedUntil = System.nanoTime();
    private boolean failed; // since the segment was taken
    private volatile @Nullable String error;

    /**
     * @param retry pause after an attempt that failed
     */
    SpoolDrain(Spool spool, MetricsTopic topic, Duration retry, UsageMeters meters) {
        this.spool = spool;
        this.topic = topic;
        this.retryNanos = retry.toNanos();
        this.meters = meters;
    }

    /** Why a file could not be read; null when the last one could. */
    @Nullable String error() {
        return error;
    }

    /**
     * Sends what can be sent now, and returns the nanoseconds until it wants to be called again.
     */
    long step() {
        long pause = pausedUntil - System.nanoTime();
        if (pause > 0) {
            return pause;
        }
        SpoolSegment current = segment == null ? take() : segment;
        if (current == null) {
            return spool.isEmpty() ? Long.MAX_VALUE : retryNanos;
        }
        while (!failed && inFlight < maxInFlight() && next < groups.size()) {
            if (!current.arrived().get(next)) {
                send(current, next);
            }
            next++;
        }
        if (inFlight == 0) {
            end(current);
            return 0;
        }
        return Long.MAX_VALUE;
    }

    private int maxInFlight() {
        return topic.isAway() ? 1 : MAX_IN_FLIGHT;
    }

    private @Nullable SpoolSegment take() {
        SpoolSegment oldest = spool.take().orElse(null);
        if (oldest == null) {
            return null;
        }
        try {
            groups = Spool.read(oldest);
            error = null;
        } catch (IOException e) {
            unreadable(oldest, e);
            return null;
        }
        segment = oldest;
        next = 0;
        failed = false;
        return oldest;
    }

    private void unreadable(SpoolSegment damaged, IOException failure) {
        error = failure.toString();
        pause();
        log.error(
                "A file of the spool of metrics cannot be read; its readable part is kept",
                failure);
        try {
            spool.mend(damaged);
        } catch (IOException e) {
            log.error("{} is left where it is until the next start", damaged.path(), e);
        }
    }

    private void send(SpoolSegment current, int index) {
        EncodedGroup group = groups.get(index);
        inFlight++;
        topic.send(
                group,
                outcome -> {
                    inFlight--;
                    switch (outcome) {
                        case ARRIVED -> {
                            meters.drained.inc();
                            current.arrived().set(index);
                        }
                        case UNKNOWN -> failed = true;
                        case TOO_LARGE -> {
                            meters.dropped("too_large", 1, group.evaluations());
                            current.arrived().set(index);
                        }
                    }
                });
    }

    private void end(SpoolSegment current) {
        segment = null;
        if (failed) {
            spool.giveBack(current);
            pause();
        } else {
            spool.done(current);
        }
    }

    private void pause() {
        pausedUntil = System.nanoTime() + retryNanos;
    }
}
