package io.flaghoist.service.web;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Readiness for orchestrators: 200 while all health checks of the service pass, otherwise 503. */
@Path("/ready")
@Produces(MediaType.APPLICATION_JSON)
public final class ReadyResource {
    private final HealthCheckRegistry checks;

    public ReadyResource(HealthCheckRegistry checks) {
        this.checks = checks;
    }

    @GET
    public Response ready() {
        boolean isReady =
                checks.runHealthChecks().values().stream().allMatch(HealthCheck.Result::isHealthy);
        return Response.status(isReady ? 200 : 503).entity(Map.of("ready", isReady)).build();
    }
}
