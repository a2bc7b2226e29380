package io.flaghoist.edge.http;

import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.Grant;
import io.flaghoist.edge.auth.Verdict;
import io.flaghoist.edge.evaluation.Evaluations;
import io.flaghoist.edge.evaluation.Evaluators;
import io.flaghoist.edge.health.Health;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.edge.stream.SdkStreams;
import io.flaghoist.edge.target.SeenTargets;
import io.flaghoist.edge.target.Targets;
import io.flaghoist.edge.usage.PostParser;
import io.flaghoist.edge.usage.UsageIntake;
import io.flaghoist.follower.Environments;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers every request of the edge, on the thread that read it: there is nothing to wait for. The
 * order of checks is that of relay-protocol.md A.0: path, method, token, environment, data.
 */
public final class EdgeHandler extends Handler.Abstract.NonBlocking {
    /** The connector on which only health, readiness and metrics are served. */
    public static final String ADMIN_CONNECTOR = "admin";

    private final Environments environments;
    private final Authentication authentication;
    private final EdgeMeters meters;
    private final Health health;
    private final AuthRoute authRoute;
    private final EvaluationRoutes evaluationRoutes;
    private final StreamRoute streamRoute;
    private final UsageRoute usageRoute;
    private final UsageLane usageLane;

    /**
     * @param maxAuthBody longest body of an auth request, in bytes
     */
    public EdgeHandler(
            Environments environments,
            Authentication authentication,
            ClientSide clientSide,
            SdkStreams streams,
            Health health,
            EdgeMeters meters,
            UsageSide usageSide,
            int maxAuthBody) {
        this.environments = environments;
        this.authentication = authentication;
        this.meters = meters;
        this.health = health;
        this.authRoute =
                new AuthRoute(authentication, clientSide.seenTargets(), meters, maxAuthBody);
        this.evaluationRoutes =
                new EvaluationRoutes(
                        clientSide.evaluators(),
                        clientSide.evaluations(),
                        clientSide.targets(),
                        meters.evaluations());
        this.streamRoute = new StreamRoute(authentication, clientSide.targets(), streams, meters);
        this.usageLane = usageSide.lane();
        this.usageRoute =
                new UsageRoute(
                        usageSide.parser(),
                        usageSide.intake(),
                        usageSide.maxBody(),
                        usageLane,
                        meters.json());
        addBean(usageLane, true);
        meters.gauge(
                "flaghoist_edge_usage_lane_waiting",
                "Posts of metrics whose headers are read, and answers, that wait for a thread",
                usageLane::waiting);
        meters.seconds(
                "flaghoist_edge_usage_lane_busy_seconds",
                "How long the threads of metrics have been busy, all together",
                usageLane::busyNanos);
    }

    /** What client SDKs are served with. */
    public record ClientSide(
            Evaluators evaluators,
            Evaluations evaluations,
            Targets targets,
            SeenTargets seenTargets) {}

    /**
     * What metrics are taken in with.
     *
     * @param maxBody longest body of a post, in bytes, after decompression
     * @param lane started and stopped with the handler
     */
    public record UsageSide(PostParser parser, UsageIntake intake, int maxBody, UsageLane lane) {}

    /** Where posts of metrics are read. */
    public UsageLane usageLane() {
        return usageLane;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var exchange = new Exchange(request, response, callback, meters.http());
        String path = request.getHttpURI().getCanonicalPath();
        Router.Match match = path == null ? null : Router.match(path);
        String method = request.getMethod();
        if (match == null || !isServedOn(request, match.route())) {
            if (method.equals("OPTIONS")) {
                preflight(exchange, "GET, POST, OPTIONS");
            } else {
                afterBody(exchange, () -> exchange.error(404, "not found: no such route"));
            }
            return true;
        }
        if (match.route() == Route.METRICS && method.equals("POST") && !isAdmin(request)) {
            match = Router.USAGE_OF_TOKEN;
        }
        exchange.is(match.route());
        UsageEndPoint.carried(request, match.route() == Route.USAGE);
        if (method.equals("OPTIONS")) {
            preflight(exchange, allow(request, match.route()));
        } else if (match.route().allows(method)) {
            serve(exchange, match);
        } else {
            response.getHeaders().add(HttpHeader.ALLOW, allow(request, match.route()));
            afterBody(exchange, () -> exchange.error(405, "Method Not Allowed"));
        }
        return true;
    }

    private static boolean isServedOn(Request request, Route route) {
        return switch (route) {
            case HEALTH, READY, METRICS -> true;
            case AUTH,
                    FEATURE_CONFIG,
                    FEATURE_CONFIGS,
                    TARGET_SEGMENT,
                    TARGET_SEGMENTS,
                    EVALUATION,
                    EVALUATIONS,
                    STREAM,
                    USAGE ->
                    !isAdmin(request);
        };
    }

    private static boolean isAdmin(Request request) {
        return ADMIN_CONNECTOR.equals(request.getConnectionMetaData().getConnector().getName());
    }

    /** Two routes share the path /metrics where SDKs are served. */
    private static String allow(Request request, Route route) {
        return route == Route.METRICS && !isAdmin(request)
                ? "GET, HEAD, POST, OPTIONS"
                : route.allow();
    }

    private void serve(Exchange exchange, Router.Match match) {
        switch (match.route()) {
            case AUTH -> authRoute.handle(exchange);
            case FEATURE_CONFIGS,
                    FEATURE_CONFIG,
                    TARGET_SEGMENTS,
                    TARGET_SEGMENT,
                    EVALUATIONS,
                    EVALUATION,
                    STREAM,
                    USAGE ->
                    authorize(exchange, match);
            // These walk all environments: not on the thread that serves SDKs.
            case HEALTH, READY, METRICS ->
                    exchange.request()
                            .getComponents()
                            .getExecutor()
                            .execute(() -> tellOfItself(exchange, match.route()));
        }
    }

    private void tellOfItself(Exchange exchange, Route route) {
        switch (route) {
            case HEALTH -> {
                Health.Answer answer = health.report();
                exchange.json(answer.status(), answer.json());
            }
            case READY -> {
                Health.Answer answer = health.readiness();
                exchange.json(answer.status(), answer.json());
            }
            case METRICS -> exchange.text(EdgeMeters.CONTENT_TYPE, meters.text());
            case AUTH,
                    FEATURE_CONFIG,
                    FEATURE_CONFIGS,
                    TARGET_SEGMENT,
                    TARGET_SEGMENTS,
                    EVALUATION,
                    EVALUATIONS,
                    STREAM,
                    USAGE ->
                    throw new IllegalArgumentException(route.pattern());
        }
    }

    private void authorize(Exchange exchange, Router.Match match) {
        switch (authentication.ofAuthorization(exchange.header(HttpHeader.AUTHORIZATION))) {
            case Verdict.Refused refused -> {
                meters.http().refused(refused.name().toLowerCase(Locale.ROOT));
                refuse(exchange, match, () -> exchange.error(401, refused.message()));
            }
            case Verdict.Undecided _ ->
                    refuse(
                            exchange,
                            match,
                            () ->
                                    exchange.notNow(
                                            500,
                                            "this edge cannot decide yet: it has not read all keys"));
            case Verdict.Granted granted -> authorized(exchange, match, granted);
        }
    }

    private void authorized(Exchange exchange, Router.Match match, Verdict.Granted granted) {
        Grant grant = granted.grant();
        exchange.of(grant.environment());
        String environment = match.environment();
        if (environment != null && !environment.equals(grant.environment().value())) {
            refuse(exchange, match, () -> mismatch(exchange, grant, environment));
            return;
        }
        EnvironmentImage image = environments.image(grant.environment());
        boolean stream = match.route() == Route.STREAM;
        if (image == null || !image.isComplete()) {
            refuse(
                    exchange,
                    match,
                    () ->
                            exchange.notNow(
                                    stream ? 503 : 500,
                                    "this edge has not read the whole environment yet"));
        } else {
            data(exchange, match, granted, image);
        }
    }

    private static void mismatch(Exchange exchange, Grant grant, String environment) {
        if (EnvironmentId.isValid(environment)) {
            exchange.error(
                    403,
                    "Environment ID %s mismatch with requested %s"
                            .formatted(grant.environment(), environment));
        } else {
            exchange.error(400, "bad request: environment is invalid");
        }
    }

    /** Whoever is still sending when the connection ends may never see why. */
    private static void refuse(Exchange exchange, Router.Match match, Runnable answer) {
        if (match.route() == Route.USAGE) {
            afterBody(exchange, answer);
        } else {
            answer.run();
        }
    }

    private void data(
            Exchange exchange,
            Router.Match match,
            Verdict.Granted granted,
            EnvironmentImage image) {
        String identifier = Objects.requireNonNullElse(match.identifier(), "");
        switch (match.route()) {
            case FEATURE_CONFIGS -> ConfigRoutes.flags(exchange, image);
            case FEATURE_CONFIG -> ConfigRoutes.flag(exchange, image, identifier);
            case TARGET_SEGMENTS -> ConfigRoutes.segments(exchange, image);
            case TARGET_SEGMENT -> ConfigRoutes.segment(exchange, image, identifier);
            case EVALUATIONS, EVALUATION -> evaluationRoutes.handle(exchange, match, granted);
            case STREAM -> streamRoute.handle(exchange, granted);
            case USAGE -> usageRoute.handle(exchange, granted.grant().environment());
            case AUTH, HEALTH, READY, METRICS ->
                    throw new IllegalArgumentException(match.route().pattern());
        }
    }

    /** Never asks for a token: browsers send none with a preflight. */
    private static void preflight(Exchange exchange, String allow) {
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.add(HttpHeader.ALLOW, allow);
        if (exchange.header(HttpHeader.ORIGIN) != null) {
            headers.add(Fields.ALLOW_METHODS);
            headers.add(
                    "Access-Control-Allow-Headers",
                    Cors.allowedHeaders(exchange.header("Access-Control-Request-Headers")));
            headers.add(Fields.MAX_AGE);
        }
        exchange.empty(204);
    }

    /** Reads what is still being sent, throws it away, then answers. */
    static void afterBody(Exchange exchange, Runnable answer) {
        BodyReader.read(
                exchange.request(),
                0,
                BodyReader.Keep.NOTHING,
                new BodyReader.Reader() {
                    @Override
                    public void whole(byte[] bytes, int from, int length) {
                        answer.run();
                    }

                    @Override
                    public void tooLarge() {
                        answer.run();
                    }

                    @Override
                    public void noRoom() {
                        answer.run();
                    }

                    @Override
                    public void broken(Throwable cause) {
                        exchange.callback().failed(cause);
                    }
                });
    }
}
