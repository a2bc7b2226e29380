package io.flaghoist.simulator.saas;

import io.flaghoist.simulator.fault.RequestFacts.Kind;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.routing.SimulatedResponse;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.MetricsInbox;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasState;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;

/** Receives metrics of SDKs and relays. */
public final class MetricsService {
    private static final List<String> KEPT_HEADERS =
            List.of("Harness-AccountID", "Harness-EnvironmentID", "Harness-SDK-Info");

    private final Access access;
    private final Clock clock;

    public MetricsService(SaasState state, Clock clock) {
        this.access = new Access(state);
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                new Route("POST", "/events/api/1.0/metrics/{env}", Kind.OTHER, this::accept));
    }

    private SimulatedResponse accept(Exchange exchange) {
        var environment = access.environment(exchange);
        var payload = Json.parseObject(exchange.body(), "body");
        if (payload.path("metricsData").isEmpty() && payload.path("targetData").isEmpty()) {
            throw RefusedException.invalid(
                    "payload is empty; expected elements in metricsData or targetData");
        }
        var headers = new LinkedHashMap<String, String>();
        for (var name : KEPT_HEADERS) {
            exchange.header(name).ifPresent(value -> headers.put(name, value));
        }
        environment
                .metrics()
                .add(
                        new MetricsInbox.Post(
                                clock.millis(), headers, payload, exchange.body().length));
        return SimulatedResponse.ok(Json.object());
    }
}
