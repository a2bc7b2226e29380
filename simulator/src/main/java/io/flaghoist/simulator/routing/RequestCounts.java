package io.flaghoist.simulator.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.state.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each SaaS route was asked, in all and by environment. Counts on arrival, whatever
 * becomes of the request. Bounded by the routes and the environments that exist. Thread-safe.
 */
public final class RequestCounts {
    private final Map<String, Long> routes = new TreeMap<>();
    private final Map<String, Map<String, Long>> environments = new TreeMap<>();

    synchronized void add(String route) {
        routes.merge(route, 1L, Long::sum);
    }

    synchronized void add(String route, String environment) {
        environments
                .computeIfAbsent(environment, it -> new TreeMap<>())
                .merge(route, 1L, Long::sum);
    }

    /** How often {@code route}, for example {@code POST /api/1.0/client/auth}, was asked. */
    public synchronized long of(String route) {
        return routes.getOrDefault(route, 0L);
    }

    /** As {@link #of(String)}, only for one environment. */
    public synchronized long of(String route, String environment) {
        return environments.getOrDefault(environment, Map.of()).getOrDefault(route, 0L);
    }

    public synchronized void clear() {
        routes.clear();
        environments.clear();
    }

    /** {@code {"routes": {route: n}, "environments": {id: {route: n}}}}. */
    public synchronized ObjectNode toJson() {
        var json = Json.object();
        var total = json.putObject("routes");
        routes.forEach(total::put);
        var byEnvironment = json.putObject("environments");
        environments.forEach((environment, counts) -> {
            var written = byEnvironment.putObject(environment);
            counts.forEach(written::put);
        });
        return json;
    }
}
