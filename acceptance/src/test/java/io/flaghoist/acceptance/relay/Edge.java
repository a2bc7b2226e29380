package io.flaghoist.acceptance.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.sdk.SdkTarget;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Predicate;

/** An edge, asked as SDKs ask it. Thread-safe but for its {@link #service()}. */
public final class Edge {
    /** More than a request with an unknown SDK key waits. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Service service;
    private final HttpClient http;
    private final Canaries canaries;

    Edge(Service service, HttpClient http, Canaries canaries) {
        this.service = service;
        this.http = http;
        this.canaries = canaries;
    }

    public Service service() {
        return service;
    }

    public URI base() {
        return service.base();
    }

    /**
     * An answer with a body.
     *
     * @param revision of the environment that it was made from; 0 when it names none
     */
    public record Reply(int status, long revision, String body) {
        /** The body as JSON. */
        public JsonNode json() {
            try {
                return Json.read(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }
    }

    /** {@code POST /client/auth} with a raw SDK key. */
    public Reply auth(String key) {
        return auth(key, Json.object());
    }

    private Reply auth(String key, ObjectNode body) {
        canaries.add("a key that was sent", key);
        body.put("apiKey", key);
        Reply reply = send(request("/client/auth").POST(BodyPublishers.ofString(body.toString())));
        if (reply.status() == 200) {
            canaries.add("an issued token", reply.json().path("authToken").asText());
        }
        return reply;
    }

    /** The token that a raw SDK key gets. */
    public String token(String key) {
        return token(auth(key));
    }

    /** The token that a client SDK gets for this target. */
    public String token(String key, SdkTarget target) {
        ObjectNode body = Json.object();
        body.set("target", target.json());
        return token(auth(key, body));
    }

    private String token(Reply reply) {
        if (reply.status() != 200) {
            throw new AssertionError(this + " answers auth with " + reply);
        }
        return reply.json().path("authToken").asText();
    }

    /** {@code GET} with a token. */
    public Reply get(String path, String token) {
        return send(request(path).header("Authorization", "Bearer " + token));
    }

    /** {@code GET} with a token, for a target that comes with the request. */
    public Reply get(String path, String token, JsonNode target) {
        byte[] json = target.toString().getBytes(StandardCharsets.UTF_8);
        return send(
                request(path)
                        .header("Authorization", "Bearer " + token)
                        .header("Harness-Target", Base64.getEncoder().encodeToString(json)));
    }

    /** {@code GET} without a token. */
    public Reply get(String path) {
        return send(request(path));
    }

    /** {@code POST /metrics/{environment}}, as SDKs report what they evaluated. */
    public Reply postMetrics(TestEnvironment environment, String token, byte[] body, boolean gzip) {
        HttpRequest.Builder request =
                request("/metrics/" + environment.id() + "?cluster=1")
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body));
        return send(gzip ? request.header("Content-Encoding", "gzip") : request);
    }

    /** The sum of a counter's samples on the page for Prometheus. */
    public long counted(String counter, Predicate<String> sample) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(counter + "{"))
                .filter(sample)
                .mapToLong(line ->
                        (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** All flags of an environment. */
    public Reply flags(TestEnvironment environment) {
        return get(path(environment, "feature-configs"), token(environment.serverKey()));
    }

    /** The path of {@code rest} in an environment. */
    public static String path(TestEnvironment environment, String rest) {
        return "/client/env/" + environment.id() + "/" + rest;
    }

    /** Whether SDKs of this environment get their flags here. */
    public boolean serves(TestEnvironment environment) {
        return auth(environment.serverKey()).status() == 200 && flags(environment).status() == 200;
    }

    /** The version in which a flag is served; 0 when it is not served. */
    public long version(TestEnvironment environment, String flag) {
        Reply reply =
                get(path(environment, "feature-configs/" + flag), token(environment.serverKey()));
        return switch (reply.status()) {
            case 200 -> reply.json().path("version").asLong();
            case 404 -> 0;
            default -> throw new AssertionError(this + " answers " + reply);
        };
    }

    /** Opens a stream, as an SDK of this environment. */
    public SdkStream stream(TestEnvironment environment) {
        return stream(environment.toString(), environment.serverKey());
    }

    /**
     * Opens a stream, as an SDK with this key.
     *
     * @param name for people who read a failure
     */
    public SdkStream stream(String name, String key) {
        return SdkStream.open(
                http,
                HttpRequest.newBuilder(base().resolve("/stream"))
                        .header("Authorization", "Bearer " + token(key))
                        .header("API-Key", key)
                        .build(),
                name + " on " + this);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base().resolve(path)).timeout(TIMEOUT);
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValueAsLong("Flaghoist-Revision").orElse(0),
                    response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(this + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking " + this, e);
        }
    }

    @Override
    public String toString() {
        return service.toString();
    }
}
