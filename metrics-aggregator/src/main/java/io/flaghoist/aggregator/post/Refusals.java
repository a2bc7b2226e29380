package io.flaghoist.aggregator.post;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.RejectedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what SaaS refused for good of one environment. Confined to its poster's thread. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final EnvironmentId environment;
    private final EnvironmentPoster.Tools tools;
    private boolean told;

    Refusals(EnvironmentId environment, EnvironmentPoster.Tools tools) {
        this.environment = environment;
        this.tools = tools;
    }

    void reject(MetricsBatch batch, Endpoint.Outcome.Never never) {
        tools.rejected()
                .keep(
                        new RejectedBatch(
                                batch, never.status(), never.answer(), tools.clock().millis()));
        tools.metrics().rejected(batch);
        if (!told) {
            told = true;
            LOG.warn(
                    "Environment {}: SaaS refused batch {} for good with {}. It is on the topic of rejected batches, as"
                            + " others like it will be.",
                    environment,
                    batch.id(),
                    never.status());
        }
    }
}
