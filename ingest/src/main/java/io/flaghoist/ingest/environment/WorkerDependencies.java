package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.upstream.SourceCatalogue;
import io.flaghoist.saas.Backoff;
import io.flaghoist.service.Moment;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all workers share.
 *
 * @param sources also asked about environments that no source claims
 * @param kafkaRetry of what Kafka did not answer
 */
public record WorkerDependencies(
        String node,
        WorkerTiming timing,
        SourceCatalogue sources,
        FlagLog log,
        HoldRules holdRules,
        IngestMetrics metrics,
        Clock clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        Backoff kafkaRetry,
        Supervisor supervisor,
        Orders orders,
        Runnable onStateChange) {
    Moment now() {
        return Moment.now(clock, nanoTime);
    }

    /** The monotonic clock. */
    long nanos() {
        return nanoTime.getAsLong();
    }

    Timer timer() {
        return new Timer(nanoTime);
    }
}
