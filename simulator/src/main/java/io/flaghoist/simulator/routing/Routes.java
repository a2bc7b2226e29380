package io.flaghoist.simulator.routing;

import io.flaghoist.simulator.state.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jetty.util.URIUtil;

/** Finds the route of a request; of several that fit, the first. */
final class Routes {
    /** A route and the values of its parameters. */
    record Found(Route route, Map<String, String> parameters) {}

    private final List<Route> routes;

    Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /**
     * Finds the route for a method and a path.
     *
     * @param path decoded segments
     * @throws RefusedException 405 when only other methods fit
     */
    Optional<Found> find(String method, List<String> path) {
        var others = new TreeSet<String>();
        for (var route : routes) {
            var parameters = route.match(path);
            if (parameters.isPresent() && route.method().equals(method)) {
                return Optional.of(new Found(route, parameters.get()));
            }
            parameters.ifPresent(it -> others.add(route.method()));
        }
        if (!others.isEmpty()) {
            throw new RefusedException(405, "Method Not Allowed; this path takes " + others);
        }
        return Optional.empty();
    }

    /** The segments of a raw path, percent-decoded as UTF-8. */
    static List<String> segments(String rawPath) {
        var segments = new ArrayList<String>();
        for (var raw : rawPath.substring(1).split("/", -1)) {
            segments.add(URIUtil.decodePath(raw));
        }
        return segments;
    }
}
