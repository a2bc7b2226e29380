package io.flaghoist.ingest.web;

import io.flaghoist.ingest.environment.EnvironmentWorker;
import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.registrations.Registrars;
import io.flaghoist.ingest.targets.TargetPollers;
import io.flaghoist.ingest.topics.SharedTopics;
import io.flaghoist.service.transactions.TransactionWatch;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Health for people, readiness for orchestrators. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final String node;
    private final EnvironmentWorkers workers;
    private final Registrars registrars;
    private final TargetPollers targets;
    private final SharedTopics sharedTopics;
    private final TransactionWatch transactions;

    public StatusResource(
            String node,
            EnvironmentWorkers workers,
            Registrars registrars,
            TargetPollers targets,
            SharedTopics sharedTopics,
            TransactionWatch transactions) {
        this.node = node;
        this.workers = workers;
        this.registrars = registrars;
        this.targets = targets;
        this.sharedTopics = sharedTopics;
        this.transactions = transactions;
    }

    /**
     * Always 200 while this process answers: an ingest that waits for Kafka or upstream works as it
     * should, and a restart would mend nothing.
     */
    @GET
    @Path("health")
    public Health health() {
        return new Health(
                node,
                workers.all().stream()
                        .map(EnvironmentWorker::status)
                        .map(Health.OfEnvironment::of)
                        .toList(),
                workers.unresolved().stream().map(Health.OfKey::of).toList(),
                registrars.status().stream().map(Health.OfRegistrations::of).toList(),
                targets.status().stream().map(Health.OfTargets::of).toList(),
                sharedTopics.problem().orElse(null),
                transactions.problem().map(Health.OfProblem::of).orElse(null));
    }

    /** 200 once every configured key led to an environment and each was compared with upstream. */
    @GET
    @Path("ready")
    public Response ready() {
        boolean isReady = workers.isEverythingPublished();
        return Response.status(isReady ? 200 : 503).entity(Map.of("ready", isReady)).build();
    }
}
