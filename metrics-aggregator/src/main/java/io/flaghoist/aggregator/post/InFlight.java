package io.flaghoist.aggregator.post;

import io.flaghoist.log.RecordOffset;
import io.flaghoist.schemas.metrics.MetricsBatch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * One post on its way, on a thread of its own, so that the poster can go on telling Kafka that it
 * lives. Confined to the poster's thread.
 */
final class InFlight {
    private final BatchQueue.Waiting<RecordOffset> what;
    private final FutureTask<Endpoint.Outcome> outcome;

    /** Begins at once. */
    InFlight(BatchQueue.Waiting<RecordOffset> what, Endpoint endpoint, Executor requests) {
        MetricsBatch batch = what.batch();
        this.what = what;
        this.outcome = new FutureTask<>(() -> endpoint.post(batch));
        requests.execute(outcome);
    }

    BatchQueue.Waiting<RecordOffset> what() {
        return what;
    }

    /** What came of it, if that is known within so long. */
    Optional<Endpoint.Outcome> await(Duration atMost) {
        try {
            return Optional.of(outcome.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            // Endpoints tell failures as values: this is a defect, which must not lose the batch.
            return Optional.of(
                    new Endpoint.Outcome.Later(
                            "posting failed: " + e.getCause(), Optional.empty()));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
