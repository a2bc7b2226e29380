package io.flaghoist.ingest.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.targets.Registrars;
import io.flaghoist.ingest.targets.TargetPollers;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.service.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Health for people; readiness is the health check {@code ready}. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final String node;
    private final BooleanSupplier canWrite;
    private final Supplier<List<Problem>> problems;
    private final EnvironmentWorkers workers;
    private final Registrars registrars;
    private final TargetPollers targets;
    private final Supplier<Optional<Problem>> sharedTopics;
    private final Supplier<Optional<Problem>> openTransactions;

    /**
     * @param canWrite whether the log can be written
     * @param problems of this process, which are no one environment's, the oldest first
     */
    public StatusResource(
            String node,
            BooleanSupplier canWrite,
            Supplier<List<Problem>> problems,
            EnvironmentWorkers workers,
            Registrars registrars,
            TargetPollers targets,
            Supplier<Optional<Problem>> sharedTopics,
            Supplier<Optional<Problem>> openTransactions) {
        this.node = node;
        this.canWrite = canWrite;
        this.problems = problems;
        this.workers = workers;
        this.registrars = registrars;
        this.targets = targets;
        this.sharedTopics = sharedTopics;
        this.openTransactions = openTransactions;
    }

    /**
     * Always 200 while this process answers: an ingest that waits for Kafka or upstream works as it
     * should, and a restart would mend nothing.
     */
    @GET
    @Path("health")
    public JsonNode health() {
        ObjectNode health =
                Json.object().put("node", node).put("canWrite", canWrite.getAsBoolean());
        HealthJson.putAll(health, "problems", problems.get(), HealthJson::problem);
        HealthJson.putAll(health, "environments", workers.worstFirst(), HealthJson::environment);
        HealthJson.putAll(health, "apiKeys", workers.unresolved(), HealthJson::key);
        HealthJson.putAll(health, "registrations", registrars.status(), HealthJson::registrations);
        HealthJson.putAll(health, "targets", targets.status(), HealthJson::targets);
        return health.put("sharedTopics", sharedTopics.get().map(Problem::what).orElse(null))
                .set("openTransactions", HealthJson.problem(openTransactions.get()));
    }
}
