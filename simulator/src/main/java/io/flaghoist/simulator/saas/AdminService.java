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
import org.jspecify.annotations.Nullable;

/** The two lists of the admin service that a relay reads, page by page. */
public final class AdminService {
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;
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
        var size = number(exchange, "pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
        var index = number(exchange, "pageNumber", 0, 0, Integer.MAX_VALUE);
        var from = (int) Math.min(all.size(), (long) index * size);
        var page =
                Json.object()
                        .put("pageIndex", index)
                        .put("pageCount", (all.size() + size - 1) / size)
                        .put("pageSize", size)
                        .put("itemCount", all.size());
        var elements = page.putArray(field);
        all.subList(from, Math.min(all.size(), from + size))
                .forEach(it -> elements.add(form.apply(it)));
        return SimulatedResponse.ok(page);
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

    private static int number(Exchange exchange, String name, int otherwise, int min, int max) {
        var text = exchange.query().get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw outOfRange(name, min, max, e);
        }
        throw outOfRange(name, min, max, null);
    }

    private static RefusedException outOfRange(
            String name, int min, int max, @Nullable Throwable cause) {
        var refused =
                RefusedException.invalid(
                        "query parameter " + name + " must be a number from " + min + " to " + max);
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }
}
