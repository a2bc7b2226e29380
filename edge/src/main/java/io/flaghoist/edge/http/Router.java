package io.flaghoist.edge.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. Every path is served as SDKs use it, as the documentation misspells it
 * ({@code /client/client/env/…}, {@code /client/env/{env}/stream}), and below {@code /api/1.0}.
 * Doubled slashes count as one.
 */
final class Router {
    private static final int MAX_SEGMENTS = 8;

    /**
     * A path that exists.
     *
     * @param environment as the path says; null where it says none
     * @param identifier of a flag or segment; null on other routes
     */
    record Match(Route route, @Nullable String environment, @Nullable String identifier) {}

    private static final Match AUTH = new Match(Route.AUTH, null, null);
    private static final Match STREAM = new Match(Route.STREAM, null, null);
    private static final Match HEALTH = new Match(Route.HEALTH, null, null);
    private static final Match READY = new Match(Route.READY, null, null);
    private static final Match METRICS = new Match(Route.METRICS, null, null);

    private Router() {}

    /** The route of a decoded path; null when there is none. */
    static @Nullable Match match(String path) {
        List<String> segments = segments(path);
        if (segments.size() >= 2
                && segments.get(0).equals("api")
                && segments.get(1).equals("1.0")) {
            segments = segments.subList(2, segments.size());
        }
        if (segments.size() == 1) {
            return switch (segments.get(0)) {
                case "stream" -> STREAM;
                case "health" -> HEALTH;
                case "ready" -> READY;
                case "metrics" -> METRICS;
                default -> null;
            };
        }
        if (segments.size() < 2 || !segments.get(0).equals("client")) {
            return null;
        }
        return client(segments.subList(1, segments.size()));
    }

    private static @Nullable Match client(List<String> segments) {
        if (segments.size() == 1 && segments.get(0).equals("auth")) {
            return AUTH;
        }
        if (segments.size() > 1 && segments.get(0).equals("client")) {
            segments = segments.subList(1, segments.size());
        }
        if (segments.size() < 3 || segments.size() > 4 || !segments.get(0).equals("env")) {
            return null;
        }
        String environment = segments.get(1);
        boolean list = segments.size() == 3;
        String identifier = list ? null : segments.get(3);
        return switch (segments.get(2)) {
            case "feature-configs" ->
                    new Match(
                            list ? Route.FEATURE_CONFIGS : Route.FEATURE_CONFIG,
                            environment,
                            identifier);
            case "target-segments" ->
                    new Match(
                            list ? Route.TARGET_SEGMENTS : Route.TARGET_SEGMENT,
                            environment,
                            identifier);
            case "stream" -> list ? new Match(Route.STREAM, environment, null) : null;
            default -> null;
        };
    }

    private static List<String> segments(String path) {
        var segments = new ArrayList<String>(MAX_SEGMENTS);
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                if (i > start) {
                    segments.add(path.substring(start, i));
                }
                if (segments.size() > MAX_SEGMENTS) {
                    return List.of(); // no route is that long
                }
                start = i + 1;
            }
        }
        return segments;
    }
}
