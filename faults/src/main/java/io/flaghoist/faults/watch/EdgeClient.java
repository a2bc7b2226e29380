package io.flaghoist.faults.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.faults.check.Claim;
import io.flaghoist.faults.check.Exceptions;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An SDK that reads one environment at one edge. For one thread. */
final class EdgeClient {
    /** Whoever waits longer asks anew: what an old request is answered with tells little. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient http;
    private final URI edge;
    private final String key;
    private final Supplier<Duration> clock;
    private @Nullable String token;

    EdgeClient(HttpClient http, URI edge, String key, Supplier<Duration> clock) {
        this.http = http;
        this.edge = edge;
        this.key = key;
        this.clock = clock;
    }

    /** An answer. */
    record Reply(
            int status,
            Claim claim,
            Exceptions exceptions,
            String body,
            Duration asked,
            Duration answered) {
        JsonNode json() {
            try {
                return Json.read(body);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an edge answers with what is not JSON", e);
            }
        }
    }

    /** What the edge answers; empty when it does not. */
    Optional<Reply> get(String path) throws InterruptedException {
        Optional<String> sent = token();
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        Optional<Reply> reply =
                send(request(path).header("Authorization", "Bearer " + sent.get()).GET());
        if (reply.isPresent() && reply.get().status() == 401) {
            token = null;
        }
        return reply;
    }

    private Optional<String> token() throws InterruptedException {
        if (token == null) {
            String body = Json.object().put("apiKey", key).toString();
            token =
                    send(request("/client/auth").POST(BodyPublishers.ofString(body)))
                            .filter(reply -> reply.status() == 200)
                            .map(reply -> reply.json().path("authToken").asText())
                            .orElse(null);
        }
        return Optional.ofNullable(token);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(edge.resolve(path)).timeout(PATIENCE);
    }

    private Optional<Reply> send(HttpRequest.Builder request) throws InterruptedException {
        Duration asked = clock.get();
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return Optional.of(
                    new Reply(
                            response.statusCode(),
                            Claim.of(
                                    response.headers().firstValue("Flaghoist-Age"),
                                    response.headers().firstValue("Flaghoist-Stale")),
                            Exceptions.of(response.headers().firstValue("Flaghoist-Held")),
                            response.body(),
                            asked,
                            clock.get()));
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }
}
