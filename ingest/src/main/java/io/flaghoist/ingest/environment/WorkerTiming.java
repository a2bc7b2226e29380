package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.UpstreamSettings;
import io.flaghoist.saas.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a worker does what.
 *
 * @param streamEnabled false polls only
 * @param pollInterval between full reads without a stream by choice
 * @param reconcileInterval between full reads with a stream
 * @param keysInterval between reads of the API keys
 * @param firstRetry of anything that failed
 * @param refetchFor how long a document is fetched again until it has the version of the notice;
 *     then everything is read
 * @param giveUpAfter how long it is fetched again after that, less often; then the full reads are
 *     believed
 * @param hedgeAfter when a fetch of one document is not answered by then, another one begins beside
 *     it
 * @param listGrace how long a list that was read waits for the one that is read beside it
 * @param openingGrace how long the first full read waits for the stream to open
 * @param stableAfter a stream open for so long counts as a success: the next retry is quick again
 */
public record WorkerTiming(
        boolean streamEnabled,
        Duration pollInterval,
        Duration reconcileInterval,
        Duration keysInterval,
        Backoff firstRetry,
        Duration refetchFor,
        Duration giveUpAfter,
        Duration hedgeAfter,
        Duration listGrace,
        Duration openingGrace,
        Duration stableAfter) {
    private static final double JITTER = 0.2;

    public static WorkerTiming of(UpstreamSettings settings) {
        return new WorkerTiming(
                settings.streamEnabled(),
                settings.pollInterval().toJavaDuration(),
                settings.reconcileInterval().toJavaDuration(),
                settings.keysInterval().toJavaDuration(),
                settings.firstRetry(),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1));
    }

    /** The next interval between full reads, give or take a fifth, so that instances spread. */
    long nextReadNanos(RandomGenerator random) {
        return jittered(streamEnabled ? reconcileInterval : pollInterval, random);
    }

    /** The next interval between reads of the API keys, likewise. */
    long nextKeysNanos(RandomGenerator random) {
        return jittered(keysInterval, random);
    }

    private static long jittered(Duration interval, RandomGenerator random) {
        return (long) (interval.toNanos() * random.nextDouble(1 - JITTER, 1 + JITTER));
    }
}
