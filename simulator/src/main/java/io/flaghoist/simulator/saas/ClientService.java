package io.flaghoist.simulator.saas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.fault.RequestFacts.Kind;
import io.flaghoist.simulator.routing.Caller;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.routing.SimulatedResponse;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.state.SdkKeys;
import io.flaghoist.simulator.stream.SaasStreams;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The client service: authentication, flags, segments, the stream. */
public final class ClientService {
    private static final String ROOT = "/api/1.0";
    private static final String ENVIRONMENT = ROOT + "/client/env/{env}";
    private static final Pattern TARGET_IDENTIFIER = Pattern.compile("[A-Za-z0-9.@_-]*");
    private static final Pattern TARGET_NAME = Pattern.compile("[\\p{L}\\d .@_-]*");

    private final SaasState state;
    private final Tokens tokens;
    private final Access access;

    public ClientService(SaasState state, Tokens tokens) {
        this.state = state;
        this.tokens = tokens;
        this.access = new Access(state);
    }

    public List<Route> routes() {
        return List.of(
                new Route("POST", ROOT + "/client/auth", Kind.OTHER, this::authenticate),
                new Route("GET", ENVIRONMENT + "/feature-configs", Kind.READ, this::flags),
                new Route(
                        "GET",
                        ENVIRONMENT + "/feature-configs/{identifier}",
                        Kind.READ,
                        this::flag),
                new Route("GET", ENVIRONMENT + "/target-segments", Kind.READ, this::segments),
                new Route(
                        "GET",
                        ENVIRONMENT + "/target-segments/{identifier}",
                        Kind.READ,
                        this::segment),
                new Route("GET", ROOT + "/stream", Kind.STREAM, this::stream));
    }

    private SimulatedResponse authenticate(Exchange exchange) {
        var body = Json.parseObject(exchange.body(), "body");
        var raw = body.path("apiKey").textValue();
        if (raw == null || raw.isEmpty()) {
            throw RefusedException.invalid("apiKey must be a non-empty string");
        }
        checkTarget(body.path("target"));
        var owner =
                state.keys()
                        .find(SdkKeys.sha256(raw))
                        .orElseThrow(() -> new RefusedException(401, "unknown SDK key"));
        var environment =
                state.find(owner.environment())
                        .orElseThrow(() -> new RefusedException(401, "unknown SDK key"));
        var key =
                environment
                        .find(DocumentKind.API_KEY, owner.identifier())
                        .orElseThrow(() -> new RefusedException(401, "unknown SDK key"));
        if (body.path("target") instanceof ObjectNode target
                && !target.path("identifier").asText("").isEmpty()) {
            environment.register(target);
        }
        return SimulatedResponse.ok(
                Json.object().put("authToken", tokens.issue(environment.names(), key)));
    }

    private static void checkTarget(JsonNode target) {
        if (!target.isMissingNode() && !target.isNull() && !target.isObject()) {
            throw RefusedException.invalid("target must be an object");
        }
        if (!TARGET_IDENTIFIER.matcher(target.path("identifier").asText("")).matches()) {
            throw RefusedException.invalid("target identifier is invalid");
        }
        if (!TARGET_NAME.matcher(target.path("name").asText("")).matches()) {
            throw RefusedException.invalid("target name is invalid");
        }
    }

    private SimulatedResponse flags(Exchange exchange) {
        return list(exchange, DocumentKind.FLAG);
    }

    private SimulatedResponse flag(Exchange exchange) {
        return one(exchange, DocumentKind.FLAG);
    }

    private SimulatedResponse segments(Exchange exchange) {
        return list(exchange, DocumentKind.SEGMENT);
    }

    private SimulatedResponse segment(Exchange exchange) {
        return one(exchange, DocumentKind.SEGMENT);
    }

    private SimulatedResponse list(Exchange exchange, DocumentKind kind) {
        var environment = access.environment(exchange);
        var rulesVersion2 = isRulesVersion2(exchange);
        var encoded =
                exchange.view().list(environment, kind).stream()
                        .map(it -> it.bytes(rulesVersion2))
                        .toList();
        return SimulatedResponse.ok(Document.array(encoded));
    }

    private SimulatedResponse one(Exchange exchange, DocumentKind kind) {
        var environment = access.environment(exchange);
        var identifier = exchange.parameter("identifier");
        return exchange.view()
                .contents()
                .apply(environment)
                .find(kind, identifier)
                .map(it -> SimulatedResponse.ok(it.bytes(isRulesVersion2(exchange))))
                .orElseThrow(() -> RefusedException.notFound("not found: " + identifier));
    }

    private static boolean isRulesVersion2(Exchange exchange) {
        return "v2".equals(exchange.query().get("rules"));
    }

    private SimulatedResponse stream(Exchange exchange) {
        var key = exchange.header("API-Key").map(SdkKeys::sha256);
        return new SimulatedResponse.Stream(
                switch (access.caller(exchange)) {
                    case Caller.Sdk(var environment, _) -> ofSdk(key, environment);
                    case Caller.Proxy(var sha256) -> ofProxy(key, sha256);
                });
    }

    private String ofSdk(Optional<String> key, String environment) {
        var owner = key.flatMap(state.keys()::find).orElseThrow(ClientService::unknownKey);
        if (!owner.environment().equals(environment)) {
            throw new RefusedException(403, "API-Key and token are of different environments");
        }
        return environment;
    }

    private String ofProxy(Optional<String> key, String sha256) {
        if (!key.filter(state::isProxyKey).orElseThrow(ClientService::unknownKey).equals(sha256)) {
            throw new RefusedException(403, "API-Key and token are of different proxy keys");
        }
        return SaasStreams.ACCOUNT;
    }

    private static RefusedException unknownKey() {
        return new RefusedException(401, "API-Key is missing or unknown");
    }
}
