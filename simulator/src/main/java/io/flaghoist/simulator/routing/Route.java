package io.flaghoist.simulator.routing;

import io.flaghoist.simulator.fault.RequestFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One route.
 *
 * @param template path with parameters in braces, each for one segment
 * @param handler runs on a virtual thread, may block, and may refuse by exception
 */
public record Route(
        String method,
        String template,
        RequestFacts.Kind kind,
        Function<Exchange, SimulatedResponse> handler) {
    /** How counters call it. */
    public String name() {
        return method + " " + template;
    }

    /** The parameters of {@code path} (decoded segments), if this is its route. */
    Optional<Map<String, String>> match(List<String> path) {
        var parts = List.of(template.substring(1).split("/", -1));
        if (parts.size() != path.size()) {
            return Optional.empty();
        }
        var parameters = new HashMap<String, String>();
        for (var i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.startsWith("{")) {
                parameters.put(part.substring(1, part.length() - 1), path.get(i));
            } else if (!part.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}
