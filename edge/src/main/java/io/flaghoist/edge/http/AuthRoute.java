package io.flaghoist.edge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.Grant;
import io.flaghoist.edge.auth.Verdict;
import io.flaghoist.edge.metrics.JsonMeters;
import io.flaghoist.edge.target.SeenTargets;
import io.flaghoist.edge.target.Targets;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.wire.AuthRequest;
import io.flaghoist.schemas.wire.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** {@code POST /client/auth}: exchanges an SDK key for a token. */
final class AuthRoute {
    private final Authentication authentication;
    private final UnknownKeyQueue queue;
    private final Targets targets;
    private final SeenTargets seenTargets;
    private final HttpMeters meters;
    private final JsonMeters jsonMeters;
    private final int maxBody;

    /**
     * @param queue where requests with unknown keys wait
     * @param seenTargets receives the targets in requests
     * @param maxBody maximum size of a body in bytes, before and after decompression
     */
    AuthRoute(
            Authentication authentication,
            UnknownKeyQueue queue,
            Targets targets,
            SeenTargets seenTargets,
            HttpMeters meters,
            JsonMeters jsonMeters,
            int maxBody) {
        this.authentication = authentication;
        this.queue = queue;
        this.targets = targets;
        this.seenTargets = seenTargets;
        this.meters = meters;
        this.jsonMeters = jsonMeters;
        this.maxBody = maxBody;
    }

    void handle(Exchange exchange) {
        String coding = exchange.header(HttpHeader.CONTENT_ENCODING);
        boolean gzip = coding != null && coding.toLowerCase(Locale.ROOT).equals("gzip");
        if (coding != null && !gzip && !coding.toLowerCase(Locale.ROOT).equals("identity")) {
            exchange.error(415, "Content-Encoding must be gzip or identity");
            return;
        }
        BodyReader.read(
                exchange,
                maxBody,
                (bytes, length) -> answer(exchange, Arrays.copyOf(bytes, length), gzip));
    }

    private void answer(Exchange exchange, byte[] body, boolean gzip) {
        byte[] json = body;
        if (gzip) {
            try (var inflated = new GZIPInputStream(new ByteArrayInputStream(body))) {
                json = inflated.readNBytes(maxBody + 1);
            } catch (IOException e) {
                exchange.error(400, "bad request: body is not gzip");
                return;
            }
            if (json.length > maxBody) {
                exchange.tooLarge(maxBody);
                return;
            }
        }
        answer(exchange, json);
    }

    private void answer(Exchange exchange, byte[] json) {
        if (json.length == 0) {
            exchange.error(400, "bad request: request body cannot be empty");
            return;
        }
        AuthRequest auth;
        try {
            auth = parse(json);
        } catch (JsonProcessingException e) {
            JsonFlaw flaw = JsonFlaw.of(e);
            jsonMeters.refused(JsonMeters.What.AUTH, flaw);
            exchange.error(
                    400,
                    flaw.isBound()
                            ? "bad request: body cannot be read: " + flaw.words()
                            : "bad request: body is not the JSON object that auth takes");
            return;
        }
        if (auth == null || auth.apiKey() == null || auth.apiKey().isEmpty()) {
            exchange.error(400, "bad request: apiKey cannot be empty");
            return;
        }
        String flaw = targets.flawOfAuth(auth.target());
        if (flaw != null) {
            exchange.error(400, "bad request: " + flaw);
            return;
        }
        decide(exchange, auth.apiKey(), named(auth.target()));
    }

    private void decide(Exchange exchange, String rawKey, @Nullable Target target) {
        queue.decide(
                exchange,
                () -> authentication.ofApiKey(rawKey),
                verdict -> answer(exchange, verdict, target));
    }

    /** Null for the JSON literal null. */
    private static @Nullable AuthRequest parse(byte[] json) throws JsonProcessingException {
        return JsonZone.UNTRUSTED.read(json, AuthRequest.class);
    }

    /**
     * The target for evaluations: without a name, its identifier is its name. Null if there is
     * none, as from server SDKs.
     */
    private @Nullable Target named(@Nullable Target target) {
        if (target == null || target.identifier() == null || target.identifier().isEmpty()) {
            return null;
        }
        Target fitting = targets.fitting(target);
        return fitting.name() == null || fitting.name().isEmpty()
                ? new Target(
                        fitting.identifier(),
                        fitting.identifier(),
                        fitting.anonymous(),
                        fitting.attributes())
                : fitting;
    }

    private void answer(Exchange exchange, Verdict verdict, @Nullable Target target) {
        switch (verdict) {
            case Verdict.Refused refused -> {
                meters.refused(refused.name().toLowerCase(Locale.ROOT));
                exchange.error(401, refused.message());
            }
            case Verdict.Undecided undecided -> exchange.notNow(500, undecided.message());
            case Verdict.Granted(var grant, _) -> {
                exchange.of(grant.environment());
                byte[] body = target == null ? grant.authResponse() : seen(grant, target);
                if (body == null) {
                    exchange.notNow(500, "this edge has not read the whole environment yet");
                } else {
                    exchange.json(200, body);
                }
            }
        }
    }

    private byte @Nullable [] seen(Grant grant, Target target) {
        Grant.AuthResult answer = grant.authResponse(target);
        if (answer == null) {
            return null;
        }
        seenTargets.seen(grant.environment(), target, answer.carriesTarget());
        return answer.json();
    }
}
