package io.flaghoist.schemas.metrics;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;

/**
 * What an edge took in for one environment between two commits: one record of the metrics topic.
 *
 * @param id {@code <boot uuid>-<sequence>}: unique for ever. A group that is read twice, because a
 *     send of unknown outcome was repeated, has the same one both times
 * @param edge the name of the edge, for people
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

    /** How many evaluations it counts. */
    public long evaluations() {
        return usages.stream().mapToLong(Usage::count).sum();
    }
}
