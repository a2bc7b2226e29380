package io.flaghoist.edge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.Grant;
import io.flaghoist.edge.auth.Verdict;
import io.flaghoist.edge.metrics.HttpMeters;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.AuthRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** {@code POST /client/auth}: an SDK key against a token. */
final class AuthRoute {
    private final Authentication authentication;
    private final HttpMeters meters;
    private final int maxBody;

    /**
     * @param maxBody longest body in bytes, before and after decompression
     */
    AuthRoute(Authentication authentication, HttpMeters meters, int maxBody) {
        this.authentication = authentication;
        this.meters = meters;
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
                exchange.request(),
                maxBody,
                BodyReader.Keep.ALL,
                new BodyReader.Reader() {
                    @Override
                    public void whole(byte[] body) {
                        answer(exchange, body, gzip);
                    }

                    @Override
                    public void tooLarge() {
                        AuthRoute.this.tooLarge(exchange);
                    }

                    @Override
                    public void broken(Throwable cause) {
                        exchange.callback().failed(cause);
                    }
                });
    }

    private void tooLarge(Exchange exchange) {
        exchange.error(413, "request body larger than " + maxBody + " bytes");
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
                tooLarge(exchange);
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
            exchange.error(400, "bad request: body is not the JSON object that auth takes");
            return;
        }
        if (auth == null || auth.apiKey() == null || auth.apiKey().isEmpty()) {
            exchange.error(400, "bad request: apiKey cannot be empty");
            return;
        }
        String flaw = TargetRules.flaw(auth.target());
        if (flaw != null) {
            exchange.error(400, "bad request: " + flaw);
            return;
        }
        answer(exchange, authentication.ofApiKey(auth.apiKey()));
    }

    /** Null for the JSON word null. */
    private static @Nullable AuthRequest parse(byte[] json) throws JsonProcessingException {
        return Json.read(json, AuthRequest.class);
    }

    private void answer(Exchange exchange, Verdict verdict) {
        switch (verdict) {
            case Verdict.Refused refused -> {
                meters.refused(refused.name().toLowerCase(Locale.ROOT));
                exchange.error(401, refused.message());
            }
            case Verdict.Undecided _ ->
                    exchange.notNow(500, "this edge cannot decide yet: it has not read all keys");
            case Grant grant -> {
                exchange.of(grant.environment());
                byte[] token = grant.authResponse();
                if (token == null) {
                    exchange.notNow(500, "this edge has not read the whole environment yet");
                } else {
                    exchange.json(200, token);
                }
            }
        }
    }
}
