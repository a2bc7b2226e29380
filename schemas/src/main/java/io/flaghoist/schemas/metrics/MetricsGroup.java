package io.flaghoist.schemas.metrics;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;

/**
 * Metrics that an edge received for one environment between two commits: one record of the metrics
 * topic.
 *
 * @param id {@code <boot uuid>-<sequence>}: unique. Duplicates of a group, from a retried send,
 *     have the same id
 * @param edge the name of the edge, for display
 * @param from when its first post arrived, epoch milliseconds by the edge's clock
 * @param to when it was closed, epoch milliseconds by the edge's clock
 * @param usages each key once
 */
public record MetricsGroup(
        String id,
        String edge,
        EnvironmentId environment,
        long from,
        long to,
        List<Usage> usages,
        List<SeenTarget> targets) {
    public MetricsGroup {
        Ids.require(id);
        usages = List.copyOf(usages);
        targets = List.copyOf(targets);
    }

    /** Number of evaluations. */
    public long evaluations() {
        return usages.stream().mapToLong(Usage::count).sum();
    }
}
