package io.flaghoist.simulator.control;

import io.flaghoist.simulator.fault.RequestFacts.Kind;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.routing.RequestCounts;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.routing.SimulatedResponse;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.state.Seed;
import io.flaghoist.simulator.stream.SaasStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Environments, and what the simulator tells about itself. */
public final class ControlApi {
    private final SaasState state;
    private final RequestCounts counts;
    private final SaasStreams streams;

    public ControlApi(SaasState state, RequestCounts counts, SaasStreams streams) {
        this.state = state;
        this.counts = counts;
        this.streams = streams;
    }

    public List<Route> routes() {
        return List.of(
                control(
                        "GET",
                        "/health",
                        it -> SimulatedResponse.ok(Json.object().put("status", "up"))),
                control("GET", "/state", it -> SimulatedResponse.ok(state.toJson())),
                control("GET", "/requests", it -> SimulatedResponse.ok(counts.toJson())),
                control("DELETE", "/requests", this::clearCounts),
                control("GET", "/streams", it -> streams()),
                control("GET", "/environments", it -> environments()),
                control("GET", "/environments/{env}", this::environment),
                control("PUT", "/environments/{env}", this::putEnvironment),
                control("DELETE", "/environments/{env}", this::removeEnvironment));
    }

    static Route control(
            String method, String path, Function<Exchange, SimulatedResponse> handler) {
        return new Route(method, "/control" + path, Kind.OTHER, handler);
    }

    private SimulatedResponse clearCounts(Exchange exchange) {
        counts.clear();
        return SimulatedResponse.nothing();
    }

    private SimulatedResponse streams() {
        var json = Json.object();
        var open = streams.open();
        json.put("open", open.values().stream().mapToInt(Integer::intValue).sum());
        var environments = json.putObject("environments");
        open.forEach(environments::put);
        return SimulatedResponse.ok(json);
    }

    private SimulatedResponse environments() {
        var all = new ArrayList<byte[]>();
        state.environments().forEach(it -> all.add(Json.bytes(it.names().toJson())));
        return SimulatedResponse.ok(Document.array(all));
    }

    private SimulatedResponse environment(Exchange exchange) {
        return SimulatedResponse.ok(state.environment(exchange.parameter("env")).names().toJson());
    }

    private SimulatedResponse putEnvironment(Exchange exchange) {
        var id = exchange.parameter("env");
        var json =
                exchange.body().length == 0
                        ? Json.object()
                        : Json.parseObject(exchange.body(), "body");
        var created = state.find(id).isEmpty();
        var environment = state.putEnvironment(Seed.Environment.read(id, json));
        return SimulatedResponse.of(created ? 201 : 200, environment.names().toJson());
    }

    private SimulatedResponse removeEnvironment(Exchange exchange) {
        state.removeEnvironment(exchange.parameter("env"));
        return SimulatedResponse.nothing();
    }
}
