package io.flaghoist.edge.http;

import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.Retirements;
import io.flaghoist.edge.auth.UnknownKeys;
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
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Handles every request on the thread that read it: nothing blocks, and requests with unknown SDK
 * keys wait without a thread. The order of checks is that of relay-protocol.md A.0: path, method,
 * then those of {@link DataRoutes}.
 */
public final class EdgeHandler extends Handler.Abstract.NonBlocking {
    /** The connector on which only health, readiness and metrics are served. */
    public static final String ADMIN_CONNECTOR = "admin";

    private final EdgeMeters meters;
    private final HttpMeters httpMeters;
    private final Health health;
    private final AuthRoute authRoute;
    private final DataRoutes dataRoutes;

    /**
     * @param maxAuthBody maximum size of an auth request, in bytes
     */
    public EdgeHandler(
            Environments environments,
            Keys keys,
            FreshnessHeaders freshnessHeaders,
            ClientSide clientSide,
            SdkStreams streams,
            Health health,
            EdgeMeters meters,
            UsageSide usageSide,
            int maxAuthBody) {
        this.meters = meters;
        this.httpMeters = new HttpMeters(meters.meters());
        this.health = health;
        var queue = new UnknownKeyQueue(keys.unknown());
        this.authRoute =
                new AuthRoute(
                        keys.authentication(),
                        queue,
                        clientSide.targets(),
                        clientSide.seenTargets(),
                        httpMeters,
                        meters.json(),
                        maxAuthBody);
        this.dataRoutes =
                new DataRoutes(
                        environments,
                        keys.authentication(),
                        keys.retirements(),
                        queue,
                        freshnessHeaders,
                        new EvaluationRoutes(
                                clientSide.evaluators(),
                                clientSide.evaluations(),
                                clientSide.targets(),
                                meters.evaluations()),
                        new StreamRoute(
                                keys.authentication(),
                                queue,
                                clientSide.targets(),
                                streams,
                                httpMeters),
                        new UsageRoute(
                                usageSide.parser(),
                                usageSide.intake(),
                                usageSide.maxBody(),
                                usageSide.workers(),
                                meters.json()),
                        httpMeters);
    }

    /** Dependencies of authentication. */
    public record Keys(
            Authentication authentication, UnknownKeys unknown, Retirements retirements) {}

    /** Dependencies for client SDKs. */
    public record ClientSide(
            Evaluators evaluators,
            Evaluations evaluations,
            Targets targets,
            SeenTargets seenTargets) {}

    /**
     * What metrics are taken in with.
     *
     * @param maxBody maximum length of a post, in bytes, after decompression
     * @param workers where posts are parsed
     */
    public record UsageSide(PostParser parser, UsageIntake intake, int maxBody, Executor workers) {}

    /** Handles what Jetty refuses to read. */
    Request.Handler errors() {
        return new JsonErrors(httpMeters);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var exchange = new Exchange(request, response, callback, httpMeters);
        String path = DecodedPath.of(request.getHttpURI());
        Router.Match match = path == null ? null : Router.match(path);
        String method = request.getMethod();
        if (match == null || !isServedOn(request, match.route())) {
            if (method.equals("OPTIONS")) {
                preflight(exchange, "GET, POST, OPTIONS");
            } else {
                BodyReader.discard(exchange, () -> exchange.error(404, "not found: no such route"));
            }
            return true;
        }
        if (match.route() == Route.METRICS && method.equals("POST") && !isAdmin(request)) {
            match = Router.USAGE_OF_TOKEN;
        }
        exchange.is(match.route());
        if (method.equals("OPTIONS")) {
            preflight(exchange, allow(request, match.route()));
        } else if (match.route().allows(method)) {
            serve(exchange, match);
        } else {
            response.getHeaders().add(HttpHeader.ALLOW, allow(request, match.route()));
            BodyReader.discard(exchange, () -> exchange.error(405, "Method Not Allowed"));
        }
        return true;
    }

    private static boolean isServedOn(Request request, Route route) {
        return route.access() == Route.Access.OPERATOR || !isAdmin(request);
    }

    private static boolean isAdmin(Request request) {
        return ADMIN_CONNECTOR.equals(request.getConnectionMetaData().getConnector().getName());
    }

    /** Two routes share the path /metrics on the SDK port. */
    private static String allow(Request request, Route route) {
        return route == Route.METRICS && !isAdmin(request)
                ? "GET, HEAD, POST, OPTIONS"
                : route.allow();
    }

    private void serve(Exchange exchange, Router.Match match) {
        switch (match.route().access()) {
            case OPEN -> authRoute.handle(exchange);
            case TOKEN -> dataRoutes.handle(exchange, match);
            // These walk all environments: not on the thread that serves SDKs.
            case OPERATOR ->
                    exchange.request()
                            .getComponents()
                            .getExecutor()
                            .execute(() -> operator(exchange, match.route()));
        }
    }

    private void operator(Exchange exchange, Route route) {
        if (route == Route.METRICS) {
            exchange.text(EdgeMeters.CONTENT_TYPE, meters.text());
            return;
        }
        Health.Report answer = route == Route.HEALTH ? health.report() : health.readiness();
        exchange.json(answer.status(), answer.json());
    }

    /** Requires no token: browsers send none with a preflight. */
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
}
