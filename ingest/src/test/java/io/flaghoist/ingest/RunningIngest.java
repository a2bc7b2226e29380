package io.flaghoist.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** An ingest in this JVM, with timings for tests. */
final class RunningIngest implements AutoCloseable {
    /** Settings as YAML paths, for instance {@code upstream.apiKeys}. */
    static final class Settings {
        private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

        Settings with(String section, String key, Object value) {
            sections.computeIfAbsent(section, _ -> new LinkedHashMap<>())
                    .put(key, value.toString());
            return this;
        }

        private String yaml(int port) {
            var yaml = new StringBuilder("nodeName: ingest-test-" + port + "\n");
            sections.forEach((section, keys) -> {
                yaml.append(section).append(":\n");
                keys.forEach((key, value) -> yaml.append("  %s: %s\n".formatted(key, value)));
            });
            return yaml.append(
                            """
                            server:
                              type: simple
                              applicationContextPath: /
                              adminContextPath: /admin
                              requestLog: {appenders: []}
                              connector: {type: http, bindHost: 127.0.0.1, port: %d}
                            logging: {type: external}
                            """
                                    .formatted(port))
                    .toString();
        }
    }

    private final IngestApplication application = new IngestApplication(Map.of());
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePorts.next();

    private RunningIngest() {}

    static RunningIngest start(Settings settings) throws Exception {
        var running = new RunningIngest();
        Path yaml = Files.createTempFile("ingest-", ".yml");
        Files.writeString(yaml, settings.yaml(running.port));
        try {
            running.application.run("server", yaml.toString());
        } finally {
            Files.delete(yaml);
        }
        return running;
    }

    /** Where the admin port's paths begin; here it shares the port. */
    URI admin() {
        return URI.create("http://127.0.0.1:" + port + "/admin");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    JsonNode health() throws IOException, InterruptedException {
        return Json.read(get("/health").body());
    }

    boolean isReady() throws IOException, InterruptedException {
        return get("/ready").statusCode() == 200;
    }

    @Override
    public void close() {
        application.close();
        http.close();
    }
}
