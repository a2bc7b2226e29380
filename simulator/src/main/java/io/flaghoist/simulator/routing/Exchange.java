package io.flaghoist.simulator.routing;

import io.flaghoist.simulator.state.RefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request, as a route sees it.
 *
 * @param parameters the decoded parts of the path that the route's template names
 * @param query the first value of each query parameter
 * @param header looks up a request header, any case
 * @param body empty when there is none
 * @param caller whose valid token came along, if one did
 * @param view what reads see
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of 8 MiB would serve nobody
public record Exchange(
        Map<String, String> parameters,
        Map<String, String> query,
        Function<String, Optional<String>> header,
        byte[] body,
        Optional<Caller> caller,
        ReadView view) {
    /** A parameter that the route's template names. */
    public String parameter(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    public Optional<String> header(String name) {
        return header.apply(name);
    }

    /**
     * Whether a switch in the query is on: {@code ?name=true}.
     *
     * @throws RefusedException 400 when it is neither true nor false
     */
    public boolean isOn(String name) {
        var value = query.getOrDefault(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw RefusedException.invalid(
                            "query parameter " + name + " must be true or false");
        };
    }

    Exchange seeing(ReadView other) {
        return new Exchange(parameters, query, header, body, caller, other);
    }
}
