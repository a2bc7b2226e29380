package io.flaghoist.edge.http;

/** The routes of the edge; requests are counted by the route's pattern, as in ff-proxy. */
enum Route {
    AUTH("/client/auth", "POST", Access.OPEN),
    FEATURE_CONFIGS("/client/env/:environment_uuid/feature-configs", "GET", Access.TOKEN),
    FEATURE_CONFIG(
            "/client/env/:environment_uuid/feature-configs/:identifier", "GET", Access.TOKEN),
    TARGET_SEGMENTS("/client/env/:environment_uuid/target-segments", "GET", Access.TOKEN),
    TARGET_SEGMENT(
            "/client/env/:environment_uuid/target-segments/:identifier", "GET", Access.TOKEN),
    EVALUATIONS("/client/env/:environment_uuid/target/:target/evaluations", "GET", Access.TOKEN),
    EVALUATION(
            "/client/env/:environment_uuid/target/:target/evaluations/:identifier",
            "GET",
            Access.TOKEN),
    STREAM("/stream", "GET", Access.TOKEN),
    USAGE("/metrics/:environment_uuid", "POST", Access.TOKEN),
    HEALTH("/health", "GET", Access.OPERATOR),
    READY("/ready", "GET", Access.OPERATOR),
    METRICS("/metrics", "GET", Access.OPERATOR);

    /** Who may use a route. */
    enum Access {
        /** Any SDK. */
        OPEN,
        /** SDKs with a token. */
        TOKEN,
        /** Anybody, also on the admin port. */
        OPERATOR
    }

    private final String pattern;
    private final String method;
    private final String allow;
    private final Access access;

    Route(String pattern, String method, Access access) {
        this.pattern = pattern;
        this.method = method;
        this.allow = method.equals("GET") ? "GET, HEAD, OPTIONS" : method + ", OPTIONS";
        this.access = access;
    }

    String pattern() {
        return pattern;
    }

    /** The value of {@code Allow}. */
    String allow() {
        return allow;
    }

    Access access() {
        return access;
    }

    boolean allows(String requested) {
        return requested.equals(method) || (requested.equals("HEAD") && method.equals("GET"));
    }
}
