package io.flaghoist.edge;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Metrics from SDKs.
 *
 * @param maxBody of one post, after decompression; default 8 MiB
 * @param groupInterval how long posts of an environment are collected before they are committed
 *     together, which delays responses; default 100 ms
 * @param maxGroup a group of about this size is committed at once; default 512 KiB
 * @param maxPending memory for metrics that are not durable yet; beyond it, posts get 500; default
 *     32 MiB
 * @param maxSpool disk space for metrics while Kafka is unavailable; beyond it, the oldest are
 *     dropped; default 64 MiB
 * @param threads that read, parse and answer posts; default half of the processors, and at least
 *     one; 0 is the default as well
 */
public record UsageSettings(
        DataSize maxBody,
        Duration groupInterval,
        DataSize maxGroup,
        DataSize maxPending,
        DataSize maxSpool,
        int threads) {

    /** More than any machine has processors for. */
    private static final int MAX_THREADS = 256;

    public UsageSettings(
            @Nullable DataSize maxBody,
            @Nullable Duration groupInterval,
            @Nullable DataSize maxGroup,
            @Nullable DataSize maxPending,
            @Nullable DataSize maxSpool,
            int threads) {
        this.maxBody = Objects.requireNonNullElseGet(maxBody, () -> DataSize.mebibytes(8));
        this.groupInterval =
                Objects.requireNonNullElseGet(groupInterval, () -> Duration.milliseconds(100));
        this.maxGroup = Objects.requireNonNullElseGet(maxGroup, () -> DataSize.kibibytes(512));
        this.maxPending = Objects.requireNonNullElseGet(maxPending, () -> DataSize.mebibytes(32));
        this.maxSpool = Objects.requireNonNullElseGet(maxSpool, () -> DataSize.mebibytes(64));
        this.threads = threads == 0 ? halfOfTheProcessors() : threads;
        if (this.threads < 1 || this.threads > MAX_THREADS) {
            throw new IllegalArgumentException(
                    "usage.threads (METRICS_THREADS) must be between 0 and %d, not %d"
                            .formatted(MAX_THREADS, this.threads));
        }
    }

    private static int halfOfTheProcessors() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_THREADS);
    }

    public static UsageSettings defaults() {
        return new UsageSettings(null, null, null, null, null, 0);
    }
}
