package io.flaghoist.aggregator.post;

import io.flaghoist.schemas.metrics.MetricsBatch;
import java.time.Duration;
import java.util.Optional;

/** Where an environment's batches are posted. */
interface Endpoint {
    /** What came of posting one. */
    sealed interface Outcome {
        record Accepted() implements Outcome {}

        /** It may be accepted later: nobody is there, or credentials or address are wrong. */
        record Later(String why, Optional<Duration> after) implements Outcome {}

        /** This batch will never be accepted. */
        record Never(int status, String answer) implements Outcome {}
    }

    /** Posts a batch that is not empty; blocks. */
    Outcome post(MetricsBatch batch);
}
