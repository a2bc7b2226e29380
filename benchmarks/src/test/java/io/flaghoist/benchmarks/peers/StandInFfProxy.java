package io.flaghoist.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.SdkKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * As much of ff-proxy's protocol as it takes to see that what stands around it is right: variables,
 * SaaS's side of a proxy key, Pushpin's publish port and its holding of streams.
 */
final class StandInFfProxy {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String saas = variable("CLIENT_SERVICE");
    private final String proxyKey = variable("PROXY_KEY");
    private String token = "";
    private JsonNode environment = Json.object();

    private StandInFfProxy() {}

    public static void main(String[] args) throws Exception {
        new StandInFfProxy().run();
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(name + " is required");
        }
        return value;
    }

    private void run() throws Exception {
        variable("REDIS_ADDRESS");
        variable("AUTH_SECRET");
        variable("METRIC_SERVICE");
        var login = BodyPublishers.ofString(Json.object().put("proxyKey", proxyKey).toString());
        token = ask(request("/proxy/auth").POST(login)).path("authToken").asText();
        environment =
                ask(request("/proxy/config?cluster=2&pageNumber=0&pageSize=10&key=" + proxyKey))
                        .path("environments")
                        .path(0);
        Stream<String> lines =
                client.send(
                                request("/stream?cluster=2&stream=%2A")
                                        .header("API-Key", proxyKey)
                                        .build(),
                                BodyHandlers.ofLines())
                        .body();
        var server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                Integer.parseInt(variable("PORT"))),
                        1_024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/client/auth", this::auth);
        server.createContext("/client/env", this::flags);
        server.createContext("/stream", this::hold);
        server.start();
        lines.filter(line -> line.startsWith("data:")).forEach(line -> pass(line.substring(5)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(saas + path))
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return Json.read(client.send(request.build(), BodyHandlers.ofByteArray()).body());
    }

    /** As ff-proxy does: reads all flags of the environment, then tells its SDKs. */
    private void pass(String data) {
        try {
            String of = Json.read(data.strip()).path("environment").asText();
            ask(request("/client/env/" + of + "/feature-configs?cluster=2"));
            var message = Json.object();
            message.putArray("items")
                    .addObject()
                    .put("channel", of)
                    .putObject("formats")
                    .putObject("http-stream")
                    .put("content", "event: *\ndata: " + data.strip() + "\n\n");
            client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:5561/publish/"))
                            .POST(BodyPublishers.ofString(message.toString()))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void auth(HttpExchange exchange) throws IOException {
        String key = Json.read(exchange.getRequestBody().readAllBytes()).path("apiKey").asText();
        boolean known =
                environment
                        .path("apiKeys")
                        .valueStream()
                        .anyMatch(it -> it.asText().equals(SdkKeys.sha256(key)));
        answer(exchange, known ? 200 : 401, "{\"authToken\":\"a token\"}");
    }

    private void flags(HttpExchange exchange) throws IOException {
        answer(exchange, 200, environment.path("featureConfigs").toString());
    }

    private void hold(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.add("Content-Type", "text/event-stream");
        headers.add("Grip-Hold", "stream");
        headers.add("Grip-Channel", environment.path("id").asText());
        headers.add("Grip-Keep-Alive", ":\\n\\n; format=cstring; timeout=15");
        answer(exchange, 200, "");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
