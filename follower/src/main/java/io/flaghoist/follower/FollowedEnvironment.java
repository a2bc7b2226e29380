package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One environment on its way from the log to its image. Written by the follower's thread alone;
 * what {@link #view} needs is volatile.
 *
 * <p>Either it continues from the current image, and every batch becomes visible at once, or it
 * reads the log from the beginning into an image of its own, which takes the current one's place
 * only when the end is reached.
 */
final class FollowedEnvironment {
    private static final Logger log = LoggerFactory.getLogger(FollowedEnvironment.class);

    private final EnvironmentId environment;
    private final TopicPartition partition;
    private final Environments environments;
    private final Quarantine quarantine;

    private @Nullable EnvironmentImage rebuilding;
    private @Nullable Position rebuiltFor;
    private volatile Snapshot.Origin origin;
    private volatile long target;
    private volatile long offset;
    private volatile boolean caughtUp;
    private volatile IngestStatus.@Nullable OfEnvironment status;
    private volatile long statusAtNanos;
    private volatile boolean statusIsLive;
    private volatile long freshAtNanos;
    private volatile boolean everFresh;

    FollowedEnvironment(
            EnvironmentId environment,
            TopicPartition partition,
            Snapshot.Origin origin,
            Environments environments,
            Quarantine quarantine) {
        this.environment = environment;
        this.partition = partition;
        this.origin = origin;
        this.environments = environments;
        this.quarantine = quarantine;
    }

    TopicPartition partition() {
        return partition;
    }

    Snapshot.Origin origin() {
        return origin;
    }

    /** The offset of the next record to read. */
    long offset() {
        return offset;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    boolean isRebuilding() {
        return rebuilding != null;
    }

    /** Continues from the current image, which stands at {@code from}. */
    void continueFrom(long from, long end) {
        offset = from;
        target = end;
        rebuilding = null;
        caughtUp = offset >= target;
    }

    /** Reads the log anew from {@code begin}; what is served meanwhile stays. */
    void rebuildFrom(Snapshot.Origin newOrigin, long begin, long end) {
        origin = newOrigin;
        offset = begin;
        target = end;
        rebuilding = EnvironmentImage.empty(environment);
        finishRebuildAtEnd();
    }

    /** Takes a batch of records and the position after it. */
    void take(List<ConsumerRecord<byte[], byte[]>> records, long nextOffset) {
        EnvironmentImage base = rebuilding != null ? rebuilding : current();
        var delta = new EnvironmentDelta(base);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            replay(record, delta);
        }
        offset = nextOffset;
        if (rebuilding != null) {
            rebuilding = delta.apply();
            finishRebuildAtEnd();
        } else {
            environments.advance(base, delta);
            caughtUp = caughtUp || offset >= target;
        }
        settleWithStatus();
    }

    /** Notes where the log ends now. */
    void endsAt(long end) {
        target = Math.max(target, end);
    }

    /**
     * Hears what ingest says of this environment.
     *
     * @param isLive false for what was said before this follower began to listen
     */
    void hear(IngestStatus.OfEnvironment said, boolean isLive, long nowNanos) {
        status = said;
        statusAtNanos = nowNanos;
        statusIsLive = isLive;
        settleWithStatus();
    }

    /**
     * Whether the image contradicts what ingest said: same position, other documents. Such an image
     * missed a tombstone or a record and must be rebuilt; once per position, since a quarantined
     * record would contradict for ever.
     */
    boolean contradictsStatus() {
        IngestStatus.OfEnvironment said = status;
        EnvironmentImage image = current();
        if (said == null || rebuilding != null || !caughtUp || !image.isComplete()) {
            return false;
        }
        boolean contradicts =
                image.position().equals(position(said))
                        && !image.digest().text().equals(said.digest())
                        && !image.position().equals(rebuiltFor);
        if (contradicts) {
            rebuiltFor = image.position();
        }
        return contradicts;
    }

    FollowerView.OfEnvironment view(long nowNanos) {
        EnvironmentImage image = current();
        return new FollowerView.OfEnvironment(
                environment,
                image.position(),
                image.isComplete(),
                caughtUp,
                Math.max(0, target - offset),
                Optional.ofNullable(status),
                everFresh
                        ? Optional.of(Duration.ofNanos(nowNanos - freshAtNanos))
                        : Optional.empty());
    }

    private void replay(ConsumerRecord<byte[], byte[]> record, EnvironmentDelta delta) {
        var headers = new HashMap<String, byte[]>();
        record.headers()
                .forEach(header -> {
                    if (header.value() != null) {
                        headers.put(header.key(), header.value());
                    }
                });
        var logRecord = new LogRecord(record.key(), record.value(), headers);
        switch (ConfigCodec.decode(environment, logRecord, record.timestamp())) {
            case Decoded.Understood(var change) -> delta.replay(change);
            case Decoded.Unreadable(var reason) ->
                    quarantine.add(record.topic(), record.partition(), record.offset(), reason);
        }
    }

    /**
     * A log that ends before the environment is complete must not take away what is served: last
     * known state.
     */
    private void finishRebuildAtEnd() {
        EnvironmentImage rebuilt = rebuilding;
        if (rebuilt == null || offset < target) {
            return;
        }
        if (rebuilt.isComplete() || !current().isComplete()) {
            rebuilding = null;
            caughtUp = true;
            environments.replace(rebuilt);
            log.info("Caught up with {}.", rebuilt);
        } else if (!caughtUp) {
            caughtUp = true;
            log.warn(
                    "The log of environment {} holds no complete environment. Still serving revision {}."
                            + " Check whether topic {} was emptied or created anew.",
                    environment,
                    current().revision(),
                    partition.topic());
        }
    }

    private void settleWithStatus() {
        IngestStatus.OfEnvironment said = status;
        if (said == null || rebuilding != null) {
            return;
        }
        EnvironmentImage image = current();
        Position theirs = position(said);
        if (theirs.isAfter(image.position()) && image.digest().text().equals(said.digest())) {
            image = image.atPosition(theirs);
            environments.replace(image);
        }
        boolean upstreamIsHeard =
                switch (said.upstream()) {
                    case STREAMING, POLLING -> true;
                    case CONNECTING, DOWN -> false;
                };
        if (statusIsLive && upstreamIsHeard && !theirs.isAfter(image.position())) {
            freshAtNanos = statusAtNanos;
            everFresh = true;
        }
    }

    private static Position position(IngestStatus.OfEnvironment said) {
        return new Position(said.epoch(), said.revision());
    }

    private EnvironmentImage current() {
        EnvironmentImage image = environments.image(environment);
        return image == null ? EnvironmentImage.empty(environment) : image;
    }
}
