package io.flaghoist.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A started simulator with the sample project and a client that talks to it over HTTP. */
final class SimulatorUnderTest implements AutoCloseable {
    static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";
    static final String OTHER = "8d1f2c34-0000-4000-8000-000000000002";
    static final String SERVER_KEY = "sample-server-key";
    static final String CLIENT_KEY = "sample-client-key";
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    final Simulator simulator;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    SimulatorUnderTest() {
        // No heartbeat but the first during a test, so that a stream's bytes are known exactly.
        this(SimulatorSettings.defaults().withHeartbeatInterval(Duration.ofHours(1)));
    }

    SimulatorUnderTest(SimulatorSettings settings) {
        simulator = new Simulator(settings.withPort(0));
        start();
    }

    void start() {
        try {
            simulator.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        simulator.close();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + simulator.port() + path);
    }

    HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** A control request whose path is relative to {@code /control}. */
    HttpResponse<String> control(String method, String path, String body) {
        return send(request(method, "/control" + path, body));
    }

    /** As {@link #control}, relative to the sample environment. */
    HttpResponse<String> sample(String method, String path, String body) {
        return control(method, "/environments/" + ENVIRONMENT + path, body);
    }

    /** Adds a fault and returns its id. */
    String fault(String json) {
        var answer = control("POST", "/faults", json);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.body());
        }
        return json(answer).path("id").asText();
    }

    HttpResponse<String> authenticate(String key) {
        return send(request("POST", "/api/1.0/client/auth", "{\"apiKey\":\"" + key + "\"}"));
    }

    String token(String key) {
        return json(authenticate(key)).path("authToken").asText();
    }

    /** A GET of the client service below the sample environment, with a server key's token. */
    HttpResponse<String> read(String path) {
        return send(readRequest(path));
    }

    HttpRequest.Builder readRequest(String path) {
        return request("GET", "/api/1.0/client/env/" + ENVIRONMENT + path, "")
                .header("Authorization", "Bearer " + token(SERVER_KEY));
    }

    EventStream stream() {
        return stream(token(SERVER_KEY), SERVER_KEY);
    }

    EventStream stream(String token, String key) {
        return EventStream.open(simulator.port(), token, key);
    }

    static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code condition} holds, and fails when it never does. */
    static void until(String what, BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
