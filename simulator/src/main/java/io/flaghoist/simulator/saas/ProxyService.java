package io.flaghoist.simulator.saas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.fault.RequestFacts.Kind;
import io.flaghoist.simulator.routing.Caller;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.routing.ReadView;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.routing.SimulatedResponse;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.state.SdkKeys;
import java.util.List;

/**
 * What a relay with a proxy key asks the client service first: a token, and the environments that
 * the key opens, page by page. Here every key opens all of them.
 */
public final class ProxyService {
    private static final String ROOT = "/api/1.0/proxy";
    private static final int DEFAULT_PAGE_SIZE = 10;

    private final SaasState state;
    private final Tokens tokens;
    private final Access access;

    public ProxyService(SaasState state, Tokens tokens) {
        this.state = state;
        this.tokens = tokens;
        this.access = new Access(state);
    }

    public List<Route> routes() {
        return List.of(
                new Route("POST", ROOT + "/auth", Kind.OTHER, this::authenticate),
                new Route("GET", ROOT + "/config", Kind.READ, this::configuration));
    }

    private SimulatedResponse authenticate(Exchange exchange) {
        var raw = Json.parseObject(exchange.body(), "body").path("proxyKey").textValue();
        if (raw == null || raw.isEmpty()) {
            throw RefusedException.invalid("proxyKey must be a non-empty string");
        }
        var sha256 = SdkKeys.sha256(raw);
        if (!state.isProxyKey(sha256)) {
            throw new RefusedException(401, "unknown proxy key");
        }
        return SimulatedResponse.ok(Json.object().put("authToken", tokens.issueForProxy(sha256)));
    }

    private SimulatedResponse configuration(Exchange exchange) {
        authorize(exchange);
        var paging = Paging.read(exchange, DEFAULT_PAGE_SIZE);
        var asked = exchange.query().get("environment");
        var environments = asked == null ? state.environments() : List.of(state.environment(asked));
        return SimulatedResponse.ok(
                paging.of(environments, "environments", it -> whole(it, exchange.view())));
    }

    private void authorize(Exchange exchange) {
        if (!(access.caller(exchange) instanceof Caller.Proxy(var sha256))) {
            throw new RefusedException(403, "the token is not a proxy key's");
        }
        var key = exchange.query().get("key");
        if (key == null) {
            throw RefusedException.invalid("query parameter key is missing");
        }
        if (!SdkKeys.sha256(key).equals(sha256)) {
            throw new RefusedException(403, "key and token are of different proxy keys");
        }
    }

    /** All three arrays are always there: ff-proxy ends when one is missing. */
    private static ObjectNode whole(SaasEnvironment environment, ReadView view) {
        var json = Json.object().put("id", environment.names().id());
        var keys = json.putArray("apiKeys");
        view.list(environment, DocumentKind.API_KEY).forEach(it -> keys.add(it.text("sha256")));
        var flags = json.putArray("featureConfigs");
        view.list(environment, DocumentKind.FLAG).forEach(it -> flags.add(it.json()));
        var segments = json.putArray("segments");
        view.list(environment, DocumentKind.SEGMENT).forEach(it -> segments.add(it.json()));
        return json;
    }
}
