package io.flaghoist.simulator.control;

import static io.flaghoist.simulator.control.ControlApi.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.routing.SimulatedResponse;
import io.flaghoist.simulator.state.Check;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.MetricsInbox;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.state.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Flags, segments, SDK keys and targets of an environment, the metrics and the registrations that
 * it received.
 */
public final class DocumentsApi {
    private static final String ENVIRONMENT = "/environments/{env}";
    private static final String COLLECTION = ENVIRONMENT + "/{collection}";
    private static final String DOCUMENT = COLLECTION + "/{identifier}";

    private final SaasState state;

    public DocumentsApi(SaasState state) {
        this.state = state;
    }

    public List<Route> routes() {
        return List.of(
                // Before the collections: metrics and registrations are none.
                control("GET", ENVIRONMENT + "/metrics", this::metrics),
                control("DELETE", ENVIRONMENT + "/metrics", this::clearMetrics),
                control("GET", ENVIRONMENT + "/registrations", this::registrations),
                control("DELETE", ENVIRONMENT + "/registrations", this::clearRegistrations),
                control("POST", ENVIRONMENT + "/flags/{identifier}/toggle", this::toggle),
                control("GET", COLLECTION, this::list),
                control("PUT", COLLECTION, this::putAll),
                control("GET", DOCUMENT, this::get),
                control("PUT", DOCUMENT, this::put),
                control("DELETE", DOCUMENT, this::remove));
    }

    private SaasEnvironment environment(Exchange exchange) {
        return state.environment(exchange.parameter("env"));
    }

    private static DocumentKind kind(Exchange exchange) {
        return DocumentKind.requirePath(exchange.parameter("collection"));
    }

    private static EventDelivery notice(Exchange exchange) {
        return exchange.isOn("silent") ? EventDelivery.SILENT : EventDelivery.SENT;
    }

    private static Check check(Exchange exchange) {
        return exchange.isOn("unchecked") ? Check.LENIENT : Check.STRICT;
    }

    private SimulatedResponse list(Exchange exchange) {
        var documents = environment(exchange).contents().list(kind(exchange));
        return SimulatedResponse.ok(
                Document.array(documents.stream().map(Document::bytes).toList()));
    }

    private SimulatedResponse get(Exchange exchange) {
        var document =
                environment(exchange).require(kind(exchange), exchange.parameter("identifier"));
        return SimulatedResponse.ok(document.bytes());
    }

    private SimulatedResponse put(Exchange exchange) {
        var environment = environment(exchange);
        var kind = kind(exchange);
        var json = Json.parseObject(exchange.body(), "body");
        var identifier = exchange.parameter("identifier");
        var created = environment.find(kind, identifier).isEmpty();
        var stored = environment.put(kind, identifier, json, notice(exchange), check(exchange));
        return new SimulatedResponse.Body(created ? 201 : 200, Map.of(), stored.bytes());
    }

    private SimulatedResponse putAll(Exchange exchange) {
        var kind = kind(exchange);
        var documents = Seed.byIdentifier(kind, Json.parse(exchange.body(), "body"));
        var stored =
                environment(exchange).putAll(kind, documents, notice(exchange), check(exchange));
        return SimulatedResponse.ok(Json.object().put("stored", stored.size()));
    }

    private SimulatedResponse toggle(Exchange exchange) {
        var flag = environment(exchange).toggle(exchange.parameter("identifier"), notice(exchange));
        return SimulatedResponse.ok(flag.bytes());
    }

    private SimulatedResponse remove(Exchange exchange) {
        environment(exchange)
                .remove(kind(exchange), exchange.parameter("identifier"), notice(exchange));
        return SimulatedResponse.nothing();
    }

    private SimulatedResponse metrics(Exchange exchange) {
        var snapshot = environment(exchange).metrics().snapshot();
        var json =
                Json.object()
                        .put("received", snapshot.received())
                        .put("dropped", snapshot.dropped());
        var posts = json.putArray("posts");
        snapshot.posts().forEach(it -> posts.add(post(it)));
        return SimulatedResponse.ok(json);
    }

    private static ObjectNode post(MetricsInbox.Post post) {
        var json = Json.object().put("receivedAt", post.receivedAt());
        var headers = json.putObject("headers");
        new TreeMap<>(post.headers()).forEach(headers::put);
        json.set("payload", post.payload());
        return json;
    }

    private SimulatedResponse registrations(Exchange exchange) {
        var snapshot = environment(exchange).registrations().snapshot();
        var all = new ArrayList<byte[]>();
        for (var seen : snapshot.targets()) {
            var json =
                    Json.object().put("identifier", seen.identifier()).put("count", seen.count());
            json.set("target", seen.target());
            all.add(Json.bytes(json));
        }
        return SimulatedResponse.ok(Document.array(all));
    }

    private SimulatedResponse clearRegistrations(Exchange exchange) {
        environment(exchange).registrations().clear();
        return SimulatedResponse.nothing();
    }

    private SimulatedResponse clearMetrics(Exchange exchange) {
        environment(exchange).metrics().clear();
        return SimulatedResponse.nothing();
    }
}
