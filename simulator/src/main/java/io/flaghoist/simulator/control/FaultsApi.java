package io.flaghoist.simulator.control;

import static io.flaghoist.simulator.control.ControlApi.control;

import io.flaghoist.simulator.fault.FaultJson;
import io.flaghoist.simulator.fault.Faults;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.routing.SimulatedResponse;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import java.util.List;

/** The fault script over HTTP. */
public final class FaultsApi {
    private final Faults faults;

    public FaultsApi(Faults faults) {
        this.faults = faults;
    }

    public List<Route> routes() {
        return List.of(
                control("GET", "/faults", it -> list()),
                control("POST", "/faults", this::add),
                control("DELETE", "/faults", it -> clear()),
                control("GET", "/faults/{id}", this::get),
                control("DELETE", "/faults/{id}", this::remove));
    }

    private SimulatedResponse list() {
        var written = faults.list().stream().map(it -> Json.bytes(FaultJson.write(it))).toList();
        return SimulatedResponse.ok(Document.array(written));
    }

    private SimulatedResponse get(Exchange exchange) {
        var id = exchange.parameter("id");
        return faults.find(id)
                .map(it -> SimulatedResponse.ok(FaultJson.write(it)))
                .orElseThrow(() -> RefusedException.notFound("no fault '" + id + "'"));
    }

    private SimulatedResponse add(Exchange exchange) {
        var fault = FaultJson.read(Json.parse(exchange.body(), "body"));
        return SimulatedResponse.of(201, FaultJson.write(faults.add(fault)));
    }

    private SimulatedResponse clear() {
        faults.clear();
        return SimulatedResponse.nothing();
    }

    private SimulatedResponse remove(Exchange exchange) {
        faults.remove(exchange.parameter("id"));
        return SimulatedResponse.nothing();
    }
}
