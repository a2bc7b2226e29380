package io.flaghoist.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What SDKs and people do with a relay, in short: changes, streams, reads, evaluations and metrics.
 * Fails on any answer that is not a success.
 */
final class TrainingTraffic implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Semaphore events = new Semaphore(0);
    private final String edge;
    private final String control;
    private final String token;
    private final String clientToken;

    /**
     * Authenticates as a server and as a browser, and opens a stream of each.
     *
     * @param edge URL of the edge
     * @param control URL of the simulator's control API, of the sample environment
     */
    TrainingTraffic(String edge, String control) throws IOException, InterruptedException {
        this.edge = edge;
        this.control = control;
        this.token = authenticate(Greeting.SAMPLE_KEY);
        this.clientToken = authenticate(Greeting.SAMPLE_CLIENT_KEY);
        stream(token, Greeting.SAMPLE_KEY);
        stream(clientToken, Greeting.SAMPLE_CLIENT_KEY);
    }

    /** Makes a change, and waits until both streams have it; then reads as SDKs do after that. */
    void change(int number) throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(URI.create(control + "/flags/dark_mode/toggle"))
                        .POST(BodyPublishers.noBody()));
        if (!events.tryAcquire(2, ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("a change did not reach the streams");
        }
        String environment = edge + "/client/env/" + Greeting.SAMPLE_ENVIRONMENT;
        get(environment + "/feature-configs/dark_mode?cluster=1", token);
        get(environment + "/feature-configs?cluster=1", token);
        get(environment + "/target-segments?cluster=1&rules=v2", token);
        get(environment + "/target/training-" + number + "/evaluations?cluster=1", clientToken);
        get(environment + "/target/training/evaluations/dark_mode?cluster=1", clientToken);
        if (number % 5 == 0) {
            post(
                    edge + "/metrics/" + Greeting.SAMPLE_ENVIRONMENT + "?cluster=1",
                    metrics(System.currentTimeMillis()),
                    token);
            authenticate(Greeting.SAMPLE_KEY);
        }
    }

    private String authenticate(String key) throws IOException, InterruptedException {
        ObjectNode body = Json.object().put("apiKey", key);
        body.putObject("target").put("identifier", "training").put("name", "Training");
        JsonNode answer =
                Json.read(
                        send(HttpRequest.newBuilder(URI.create(edge + "/client/auth"))
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString(body.toString())))
                                .body());
        return answer.path("authToken").asText();
    }

    /** One evaluation, as a Java SDK reports it. */
    private static String metrics(long nowMillis) {
        return """
        {"metricsData":[{"timestamp":%d,"count":1,"metricsType":"FFMETRICS","attributes":[\
        {"key":"featureIdentifier","value":"dark_mode"},{"key":"featureName","value":"dark_mode"},\
        {"key":"variationIdentifier","value":"true"},{"key":"target","value":"training"},\
        {"key":"SDK_NAME","value":"training"},{"key":"SDK_LANGUAGE","value":"java"},\
        {"key":"SDK_TYPE","value":"server"},{"key":"SDK_VERSION","value":"1"}]}]}\
        """
                .formatted(nowMillis);
    }

    private void get(String url, String bearer) throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + bearer)
                        .header("Accept-Encoding", "gzip"));
        send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + bearer));
    }

    private void post(String url, String json, String bearer)
            throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + bearer)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpRequest built = request.timeout(ANSWER_WITHIN).build();
        HttpResponse<byte[]> response = client.send(built, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    built.method() + " " + built.uri() + ": " + response.statusCode());
        }
        return response;
    }

    private void stream(String bearer, String key) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(edge + "/stream?cluster=1"))
                        .header("Authorization", "Bearer " + bearer)
                        .header("API-Key", key)
                        .build();
        var response = client.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("no stream: " + response.statusCode());
        }
        Thread.ofVirtual()
                .start(() -> {
                    try (var lines =
                            new BufferedReader(
                                    new InputStreamReader(
                                            response.body(), StandardCharsets.UTF_8))) {
                        lines.lines()
                                .filter(line -> line.startsWith("data:"))
                                .forEach(_ -> events.release());
                    } catch (IOException e) {
                        // The next change fails: it does not arrive.
                    }
                });
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
