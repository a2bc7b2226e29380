package io.flaghoist.ingest.publish;

import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a shard's heartbeats are due: all of them every {@link Heartbeat#INTERVAL}. A writer that
 * begins sends single ones in quick succession first, for a moment: what a change passes of the
 * producer, of the brokers and of the edges has then run often enough to be compiled before the
 * first change comes (ADR 22). Confined to the writer's thread, except {@link #begin()}.
 */
final class HeartbeatSchedule {
    /** What the next transaction carries. */
    enum Due {
        NONE,
        ONE,
        ALL
    }

    static final Duration QUICK_FOR = Duration.ofMillis(4_500);
    static final int MAX_QUICK = 300;

    /** After a commit, Kafka needs a moment before the same producer can begin again. */
    static final Duration QUICK_GAP = Duration.ofMillis(8);

    private final LongSupplier nanoTime;
    private long nextOfAll;
    private long lastWritten;
    private int quick = MAX_QUICK;
    private volatile long quickUntil;

    HeartbeatSchedule(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextOfAll = nanoTime.getAsLong();
        this.lastWritten = nextOfAll;
        this.quickUntil = nextOfAll;
    }

    /** An environment is announced. Any thread. */
    void begin() {
        quickUntil = nanoTime.getAsLong() + QUICK_FOR.toNanos();
    }

    /** How long until one is due, {@code atMost} at most. */
    Duration wait(Duration atMost) {
        long now = nanoTime.getAsLong();
        long next = nextOfAll - now;
        if (isQuick(now)) {
            next = Math.min(next, lastWritten + QUICK_GAP.toNanos() - now);
        }
        return Duration.ofNanos(Math.clamp(next, 0, atMost.toNanos()));
    }

    /** What is due now; it counts as sent. */
    Due due() {
        long now = nanoTime.getAsLong();
        if (nextOfAll - now <= 0) {
            nextOfAll = now + Heartbeat.INTERVAL.toNanos();
            return Due.ALL;
        }
        if (isQuick(now) && lastWritten + QUICK_GAP.toNanos() - now <= 0) {
            quick--;
            return Due.ONE;
        }
        return Due.NONE;
    }

    /** A transaction has ended. */
    void written() {
        lastWritten = nanoTime.getAsLong();
    }

    private boolean isQuick(long now) {
        return quick > 0 && quickUntil - now > 0;
    }
}
