package io.flaghoist.simulator.saas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.fault.RequestFacts.Kind;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.routing.SimulatedResponse;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.simulator.state.SaasState;
import java.util.List;
import java.util.function.Function;

/** The two lists of the admin service that a relay reads, page by page. */
public final class AdminService {
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final List<String> NAMES =
            List.of(
                    "accountIdentifier",
                    "orgIdentifier",
                    "projectIdentifier",
                    "environmentIdentifier");

    private final SaasState state;

    public AdminService(SaasState state) {
        this.state = state;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/gateway/cf/admin/apikey", Kind.READ, this::apiKeys),
                new Route("GET", "/gateway/cf/admin/targets", Kind.READ, this::targets));
    }

    private SimulatedResponse apiKeys(Exchange exchange) {
        return page(exchange, DocumentKind.API_KEY, "apiKeys", AdminService::masked);
    }

    private SimulatedResponse targets(Exchange exchange) {
        return page(exchange, DocumentKind.TARGET, "targets", Document::json);
    }

    /** As SaaS shows a key once it was created: the hash, never the key. */
    private static ObjectNode masked(Document key) {
        return Json.object()
                .put("name", key.text("name"))
                .put("identifier", key.identifier())
                .put("type", key.text("type"))
                .put("apiKey", "********")
                .put("key", key.text("sha256"));
    }

    private SimulatedResponse page(
            Exchange exchange,
            DocumentKind kind,
            String field,
            Function<Document, ObjectNode> form) {
        authorize(exchange);
        var all = exchange.view().list(environment(exchange), kind);
        return SimulatedResponse.ok(Paging.read(exchange, DEFAULT_PAGE_SIZE).of(all, field, form));
    }

    private void authorize(Exchange exchange) {
        var token =
                exchange.header("x-api-key")
                        .orElseThrow(() -> new RefusedException(401, "x-api-key is missing"));
        if (!state.isAdminToken(token)) {
            throw new RefusedException(403, "x-api-key is not an admin token");
        }
    }

    private SaasEnvironment environment(Exchange exchange) {
        for (var name : NAMES) {
            if (!exchange.query().containsKey(name)) {
                throw RefusedException.invalid("query parameter " + name + " is missing");
            }
        }
        return state.findByNames(exchange.query())
                .orElseThrow(() -> RefusedException.notFound("no such environment"));
    }
}
