package io.flaghoist.simulator.saas;

import io.flaghoist.simulator.routing.Caller;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.simulator.state.SaasState;

/** Access control: 401 without a valid token, 403 with the token of another environment. */
final class Access {
    private final SaasState state;

    Access(SaasState state) {
        this.state = state;
    }

    Caller caller(Exchange exchange) {
        return exchange.caller()
                .orElseThrow(() ->
                        new RefusedException(
                                401,
                                exchange.header("Authorization").isPresent()
                                        ? "invalid token"
                                        : "missing or malformed token"));
    }

    /** The environment of the path, which must be the token's unless that is for all. */
    SaasEnvironment environment(Exchange exchange) {
        var requested = exchange.parameter("env");
        if (caller(exchange) instanceof Caller.Sdk(var own, _) && !own.equals(requested)) {
            throw new RefusedException(
                    403, "Environment ID " + own + " mismatch with requested " + requested);
        }
        return state.environment(requested);
    }
}
