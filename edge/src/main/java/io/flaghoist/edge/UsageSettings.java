package io.flaghoist.edge;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Metrics from SDKs.
 *
 * @param maxBody of one post, after decompression; default 8 MiB
 * @param groupInterval how long posts of an environment are collected into one record; a response
 *     takes slightly longer; default 100 ms
 * @param maxGroup a group of about this size is closed early; default 512 KiB
 * @param maxPending memory of posts that are not durable yet; beyond it posts are answered with
 *     500; default 32 MiB
 * @param maxSpool disk for metrics while Kafka is unavailable; beyond it the oldest are dropped;
 *     default 64 MiB
 */
public record UsageSettings(
        DataSize maxBody,
        Duration groupInterval,
        DataSize maxGroup,
        DataSize maxPending,
        DataSize maxSpool) {
    public UsageSettings(
            @Nullable DataSize maxBody,
            @Nullable Duration groupInterval,
            @Nullable DataSize maxGroup,
            @Nullable DataSize maxPending,
            @Nullable DataSize maxSpool) {
        this.maxBody = Objects.requireNonNullElseGet(maxBody, () -> DataSize.mebibytes(8));
        this.groupInterval =
                Objects.requireNonNullElseGet(groupInterval, () -> Duration.milliseconds(100));
        this.maxGroup = Objects.requireNonNullElseGet(maxGroup, () -> DataSize.kibibytes(512));
        this.maxPending = Objects.requireNonNullElseGet(maxPending, () -> DataSize.mebibytes(32));
        this.maxSpool = Objects.requireNonNullElseGet(maxSpool, () -> DataSize.mebibytes(64));
    }

    public static UsageSettings defaults() {
        return new UsageSettings(null, null, null, null, null);
    }
}
