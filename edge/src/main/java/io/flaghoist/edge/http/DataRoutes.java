package io.flaghoist.edge.http;

import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.Grant;
import io.flaghoist.edge.auth.Retirements;
import io.flaghoist.edge.auth.Verdict;
import io.flaghoist.follower.Environments;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The routes that require a token. The order of checks is that of relay-protocol.md A.0: token,
 * environment, data.
 */
final class DataRoutes {
    private final Environments environments;
    private final Authentication authentication;
    private final Retirements retirements;
    private final UnknownKeyQueue queue;
    private final FreshnessHeaders freshnessHeaders;
    private final EvaluationRoutes evaluationRoutes;
    private final StreamRoute streamRoute;
    private final UsageRoute usageRoute;
    private final HttpMeters meters;

    /**
     * @param retirements retired environments
     * @param queue where requests with unknown keys wait
     */
    DataRoutes(
            Environments environments,
            Authentication authentication,
            Retirements retirements,
            UnknownKeyQueue queue,
            FreshnessHeaders freshnessHeaders,
            EvaluationRoutes evaluationRoutes,
            StreamRoute streamRoute,
            UsageRoute usageRoute,
            HttpMeters meters) {
        this.environments = environments;
        this.authentication = authentication;
        this.retirements = retirements;
        this.queue = queue;
        this.freshnessHeaders = freshnessHeaders;
        this.evaluationRoutes = evaluationRoutes;
        this.streamRoute = streamRoute;
        this.usageRoute = usageRoute;
        this.meters = meters;
    }

    void handle(Exchange exchange, Router.Match match) {
        String authorization = exchange.header(HttpHeader.AUTHORIZATION);
        queue.decide(
                exchange,
                () -> authentication.ofAuthorization(authorization),
                verdict -> judged(exchange, match, verdict));
    }

    private void judged(Exchange exchange, Router.Match match, Verdict verdict) {
        switch (verdict) {
            case Verdict.Refused refused -> {
                meters.refused(refused.name().toLowerCase(Locale.ROOT));
                refuse(exchange, match, () -> exchange.error(401, refused.message()));
            }
            case Verdict.Undecided undecided ->
                    refuse(exchange, match, () -> exchange.notNow(500, undecided.message()));
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
        // The freshness first: it applies to this image or an earlier one.
        FreshnessHeaders.Snapshot freshness = freshnessHeaders.of(grant.environment());
        EnvironmentImage image = environments.image(grant.environment());
        if (image != null && image.isComplete()) {
            data(exchange, match, granted, image, freshness);
        } else if (retirements.isRetired(grant.environment())) {
            judged(exchange, match, Verdict.Refused.UNKNOWN_KEY);
        } else {
            boolean stream = match.route() == Route.STREAM;
            refuse(
                    exchange,
                    match,
                    () ->
                            exchange.notNow(
                                    stream ? 503 : 500,
                                    "this edge has not read the whole environment yet"));
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

    /** A client that is still sending when the connection ends may never see the response. */
    private static void refuse(Exchange exchange, Router.Match match, Runnable answer) {
        if (match.route() == Route.USAGE) {
            BodyReader.discard(exchange, answer);
        } else {
            answer.run();
        }
    }

    private void data(
            Exchange exchange,
            Router.Match match,
            Verdict.Granted granted,
            EnvironmentImage image,
            FreshnessHeaders.Snapshot freshness) {
        String identifier = Objects.requireNonNullElse(match.identifier(), "");
        switch (match.route()) {
            case FEATURE_CONFIGS -> ConfigRoutes.flags(exchange, image, freshness);
            case FEATURE_CONFIG -> ConfigRoutes.flag(exchange, image, freshness, identifier);
            case TARGET_SEGMENTS -> ConfigRoutes.segments(exchange, image, freshness);
            case TARGET_SEGMENT -> ConfigRoutes.segment(exchange, image, freshness, identifier);
            case EVALUATIONS, EVALUATION ->
                    evaluationRoutes.handle(exchange, match, granted, freshness);
            case STREAM -> streamRoute.handle(exchange, granted, image.revision(), freshness);
            case USAGE -> usageRoute.handle(exchange, granted.grant().environment());
            case AUTH, HEALTH, READY, METRICS ->
                    throw new IllegalArgumentException(match.route().pattern());
        }
    }
}
