package io.flaghoist.schemas.metrics;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;

/**
 * One request to SaaS: one record of the metrics-batches topic.
 *
 * @param id unique, the same when the batch is sent again
 * @param windowStart epoch milliseconds by the aggregator's clock
 * @param windowEnd epoch milliseconds by the aggregator's clock, exclusive
 * @param usages each key once
 */
public record MetricsBatch(
        String id,
        EnvironmentId environment,
        long windowStart,
        long windowEnd,
        List<Usage> usages,
        List<SeenTarget> targets) {
    public MetricsBatch {
        Ids.require(id);
        usages = List.copyOf(usages);
        targets = List.copyOf(targets);
    }

    /** Number of evaluations. */
    public long evaluations() {
        return usages.stream().mapToLong(Usage::count).sum();
    }

    /** The request to SaaS; {@link MetricsPost#isEmpty()} when there is nothing to post. */
    public MetricsPost toPost() {
        return new MetricsPost(
                usages.stream().flatMap(usage -> MetricsPost.Entry.of(usage).stream()).toList(),
                targets.stream().map(MetricsPost.TargetData::of).toList());
    }
}
