package io.flaghoist.edge.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. Every path is served as SDKs use it, as misspelled in the
 * documentation ({@code /client/client/env/…}, {@code /client/env/{env}/stream}), and below {@code
 * /api/1.0}. Double slashes count as one.
 */
final class Router {
    /** The name of a target may contain slashes. */
    private static final int MAX_SEGMENTS = 64;

    /**
     * A matched path.
     *
     * @param environment from the path; null if absent
     * @param identifier of a flag or segment; null on other routes
     * @param target the target of evaluations; null on other routes
     */
    record Match(
            Route route,
            @Nullable String environment,
            @Nullable String identifier,
            @Nullable String target) {
        Match(Route route, @Nullable String environment, @Nullable String identifier) {
            this(route, environment, identifier, null);
        }
    }

    private static final String EVALUATIONS = "evaluations";
    private static final Match AUTH = new Match(Route.AUTH, null, null);
    private static final Match STREAM = new Match(Route.STREAM, null, null);
    private static final Match HEALTH = new Match(Route.HEALTH, null, null);
    private static final Match READY = new Match(Route.READY, null, null);
    private static final Match METRICS = new Match(Route.METRICS, null, null);

    /** Posts without an environment in the path, as documented. */
    static final Match USAGE_OF_TOKEN = new Match(Route.USAGE, null, null);

    private Router() {}

    /**
     * The segments of a path. A semicolon begins a parameter, which is ignored, except in the name
     * of a flag, a group or a target.
     */
    private record PathSegments(List<String> names) {
        int size() {
            return names.size();
        }

        String word(int i) {
            String name = names.get(i);
            int parameter = name.indexOf(';');
            return parameter < 0 ? name : name.substring(0, parameter);
        }

        boolean is(int i, String word) {
            return word(i).equals(word);
        }

        String name(int i) {
            return names.get(i);
        }

        /** The names up to {@code end}, joined as in the path. */
        String names(int end) {
            return String.join("/", names.subList(0, end));
        }

        PathSegments from(int i) {
            return new PathSegments(names.subList(i, names.size()));
        }
    }

    /** The route of a decoded path; null if there is none. */
    static @Nullable Match match(String path) {
        PathSegments segments = new PathSegments(segments(path));
        if (segments.size() >= 2 && segments.is(0, "api") && segments.is(1, "1.0")) {
            segments = segments.from(2);
        }
        if (segments.size() == 1) {
            return switch (segments.word(0)) {
                case "stream" -> STREAM;
                case "health" -> HEALTH;
                case "ready" -> READY;
                case "metrics" -> METRICS;
                default -> null;
            };
        }
        if (segments.size() == 2 && segments.is(0, "metrics")) {
            return new Match(Route.USAGE, segments.word(1), null);
        }
        if (segments.size() < 2 || !segments.is(0, "client")) {
            return null;
        }
        return client(segments.from(1));
    }

    private static @Nullable Match client(PathSegments segments) {
        if (segments.size() == 1 && segments.is(0, "auth")) {
            return AUTH;
        }
        if (segments.size() > 1 && segments.is(0, "client")) {
            segments = segments.from(1);
        }
        if (segments.size() < 3 || !segments.is(0, "env")) {
            return null;
        }
        String environment = segments.word(1);
        if (segments.is(2, "target")) {
            return evaluations(environment, segments.from(3));
        }
        if (segments.size() > 4) {
            return null;
        }
        boolean list = segments.size() == 3;
        String identifier = list ? null : segments.name(3);
        return switch (segments.word(2)) {
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

    /**
     * What follows {@code target}: {@code {target}/evaluations[/{flag}]}. JavaScript does not
     * encode the target, so it may span several segments.
     */
    private static @Nullable Match evaluations(String environment, PathSegments rest) {
        int size = rest.size();
        boolean one = size > 2 && rest.is(size - 2, EVALUATIONS);
        // For a target with a slash, the last of two is the route's.
        if (one && !(size > 3 && rest.is(size - 1, EVALUATIONS))) {
            return new Match(
                    Route.EVALUATION, environment, rest.name(size - 1), rest.names(size - 2));
        }
        return size > 1 && rest.is(size - 1, EVALUATIONS)
                ? new Match(Route.EVALUATIONS, environment, null, rest.names(size - 1))
                : null;
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
