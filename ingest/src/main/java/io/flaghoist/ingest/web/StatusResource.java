package io.flaghoist.ingest.web;

import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.registrations.Registrars;
import io.flaghoist.ingest.targets.TargetPollers;
import io.flaghoist.ingest.topics.SharedTopics;
import io.flaghoist.log.transactions.TransactionWatch;
import io.flaghoist.service.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Health for people; readiness is the health check {@code ready}. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final String node;
    private final EnvironmentWorkers workers;
    private final Registrars registrars;
    private final TargetPollers targets;
    private final SharedTopics sharedTopics;
    private final TransactionWatch transactions;
    private final BooleanSupplier canWrite;
    private final Supplier<List<Problem>> problems;

    /**
     * @param canWrite whether the log can be written
     * @param problems of this process, which are no one environment's
     */
    public StatusResource(
            String node,
            EnvironmentWorkers workers,
            Registrars registrars,
            TargetPollers targets,
            SharedTopics sharedTopics,
            TransactionWatch transactions,
            BooleanSupplier canWrite,
            Supplier<List<Problem>> problems) {
        this.node = node;
        this.workers = workers;
        this.registrars = registrars;
        this.targets = targets;
        this.sharedTopics = sharedTopics;
        this.transactions = transactions;
        this.canWrite = canWrite;
        this.problems = problems;
    }

    /**
     * Always 200 while this process answers: an ingest that waits for Kafka or upstream works as it
     * should, and a restart would mend nothing.
     */
    @GET
    @Path("health")
    public HealthReport health() {
        return new HealthReport(
                node,
                canWrite.getAsBoolean(),
                problems.get().stream().map(HealthReport.OfProblem::of).toList(),
                workers.worstFirst().stream().map(HealthReport.OfEnvironment::of).toList(),
                workers.unresolved().stream().map(HealthReport.OfKey::of).toList(),
                registrars.status().stream().map(HealthReport.OfRegistrations::of).toList(),
                targets.status().stream().map(HealthReport.OfTargets::of).toList(),
                sharedTopics.problem().map(Problem::what).orElse(null),
                transactions.problem().map(HealthReport.OfProblem::of).orElse(null));
    }
}
