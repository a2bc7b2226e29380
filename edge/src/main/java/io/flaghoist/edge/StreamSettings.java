package io.flaghoist.edge;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The streams of SDKs.
 *
 * @param heartbeat silence after which a stream gets a heartbeat; default 15 s. The Go SDK takes 30
 *     s of silence for a dead stream
 * @param stall how long one write may take before its stream is closed; default 10 s
 * @param maxBacklog maximum queued events of a slow reader before its stream is closed; default 64
 * @param maxStreams on this edge; default 20,000
 * @param maxStreamsPerKey per SDK key; default 5,000
 * @param catchUpWindow age of the image or of changes from which a new stream without a {@code
 *     Last-Event-ID} gets events; default 60 s, the poll interval of SDKs without a stream
 * @param maxCatchUp maximum number of these events, the newest; default 256
 * @param maxCatchUpSize maximum size of these events, the newest; default 64 KiB
 * @param plainClientEvents whether client SDKs get only SaaS's events, as from ff-proxy; default
 *     false
 */
public record StreamSettings(
        Duration heartbeat,
        Duration stall,
        int maxBacklog,
        int maxStreams,
        int maxStreamsPerKey,
        Duration catchUpWindow,
        int maxCatchUp,
        DataSize maxCatchUpSize,
        boolean plainClientEvents) {

    public StreamSettings(
            @Nullable Duration heartbeat,
            @Nullable Duration stall,
            int maxBacklog,
            int maxStreams,
            int maxStreamsPerKey,
            @Nullable Duration catchUpWindow,
            int maxCatchUp,
            @Nullable DataSize maxCatchUpSize,
            boolean plainClientEvents) {
        this.heartbeat = heartbeat == null ? Duration.seconds(15) : heartbeat;
        this.stall = stall == null ? Duration.seconds(10) : stall;
        this.maxBacklog = maxBacklog == 0 ? 64 : maxBacklog;
        this.maxStreams = maxStreams == 0 ? 20_000 : maxStreams;
        this.maxStreamsPerKey = maxStreamsPerKey == 0 ? 5_000 : maxStreamsPerKey;
        this.catchUpWindow = catchUpWindow == null ? Duration.seconds(60) : catchUpWindow;
        this.maxCatchUp = maxCatchUp == 0 ? 256 : maxCatchUp;
        this.maxCatchUpSize = maxCatchUpSize == null ? DataSize.kibibytes(64) : maxCatchUpSize;
        this.plainClientEvents = plainClientEvents;
    }

    public static StreamSettings defaults() {
        return new StreamSettings(null, null, 0, 0, 0, null, 0, null, false);
    }
}
