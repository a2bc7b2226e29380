package io.flaghoist.aggregator;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.post.Posters;
import io.flaghoist.aggregator.topology.Aggregation;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Health for people; readiness is the health check {@code ready}. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final String node;
    private final boolean posting;
    private final Aggregation aggregation;
    private final Posters posters;
    private final TopicSpec outbox;
    private final AggregatorMetrics metrics;
    private final Rates rates;
    private final Supervisor supervisor;

    /**
     * Asks its parts whenever it is asked.
     *
     * @param posting whether metrics are summed and posted at all
     */
    public StatusResource(
            String node,
            boolean posting,
            Aggregation aggregation,
            Posters posters,
            TopicSpec outbox,
            AggregatorMetrics metrics,
            Rates rates,
            Supervisor supervisor) {
        this.node = node;
        this.posting = posting;
        this.aggregation = aggregation;
        this.posters = posters;
        this.outbox = outbox;
        this.metrics = metrics;
        this.rates = rates;
        this.supervisor = supervisor;
    }

    /**
     * Always 200 while this process answers: an aggregator that waits for Kafka or SaaS works as it
     * should, and a restart would mend nothing.
     */
    @GET
    @Path("health")
    public HealthReport health() {
        List<DeliveryStatus> statuses = posters.status();
        var keyed = statuses.stream().map(status -> status.environment().value()).toList();
        return new HealthReport(
                node,
                posting,
                supervisor.problems().stream().map(HealthReport.OfProblem::of).toList(),
                HealthReport.OfAggregation.of(aggregation, rates.perSecond()),
                statuses.stream()
                        .map(status -> HealthReport.OfEnvironment.of(status, outbox))
                        .toList(),
                posters.unresolved().stream().map(HealthReport.OfKey::of).toList(),
                metrics.environments().stream().filter(id -> !keyed.contains(id)).toList());
    }
}
