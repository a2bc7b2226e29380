package io.flaghoist.simulator.routing;

import io.flaghoist.simulator.fault.RequestFacts;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.state.SdkKeys;
import java.util.List;
import java.util.Optional;

/** Finds out what a request is about, before anything is done with it. */
final class FactsReader {
    private final SaasState state;

    FactsReader(SaasState state) {
        this.state = state;
    }

    RequestFacts read(
            String method, List<String> path, Optional<Routes.Found> found, Exchange exchange) {
        var key = sdkKey(found, exchange);
        return new RequestFacts(
                method,
                "/" + String.join("/", path),
                environment(exchange, key).filter(it -> state.find(it).isPresent()),
                key,
                found.map(it -> it.route().kind()).orElse(RequestFacts.Kind.OTHER));
    }

    private static Optional<String> sdkKey(Optional<Routes.Found> found, Exchange exchange) {
        if (exchange.caller().isPresent()) {
            return exchange.caller().map(Caller::keySha256);
        }
        var template = found.map(it -> it.route().template()).orElse("");
        Optional<String> key =
                template.endsWith("/client/auth")
                        ? inBody(exchange.body(), "apiKey")
                        : template.endsWith("/proxy/auth")
                                ? inBody(exchange.body(), "proxyKey")
                                : exchange.header("API-Key");
        return key.map(SdkKeys::sha256);
    }

    private static Optional<String> inBody(byte[] body, String field) {
        try {
            return Optional.ofNullable(Json.parse(body, "body").path(field).textValue());
        } catch (RefusedException e) {
            // The route itself reads the body again and tells the sender what is wrong with it.
            return Optional.empty();
        }
    }

    private Optional<String> environment(Exchange exchange, Optional<String> key) {
        var inPath = exchange.parameters().get("env");
        if (inPath != null) {
            return Optional.of(inPath);
        }
        if (exchange.caller().orElse(null) instanceof Caller.Sdk(var environment, _)) {
            return Optional.of(environment);
        }
        if (key.isPresent()) {
            return key.flatMap(state.keys()::find).map(SdkKeys.Owner::environment);
        }
        return state.findByNames(exchange.query()).map(it -> it.names().id());
    }
}
