package io.flaghoist.aggregator;

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

/** An aggregator in this JVM, with timings for tests. */
final class RunningAggregator implements AutoCloseable {
    /** Settings as YAML paths, for instance {@code upstream.apiKeys}. */
    static final class Settings {
        private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

        Settings with(String section, String key, Object value) {
            sections.computeIfAbsent(section, _ -> new LinkedHashMap<>())
                    .put(key, value.toString());
            return this;
        }

        /** The file for an aggregator on a port, 0 for any. */
        String yaml(int port, Path data) {
            var yaml =
                    new StringBuilder(
                            "nodeName: aggregator-test-%d\ndataDirectory: '%s'\n"
                                    .formatted(port, data));
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

    private final AggregatorApplication application = new AggregatorApplication(Map.of());
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePorts.next();

    private RunningAggregator() {}

    /**
     * Starts one.
     *
     * @param folder for its data and its settings
     */
    static RunningAggregator start(Settings settings, Path folder) throws Exception {
        var running = new RunningAggregator();
        Path yaml = folder.resolve("aggregator-" + running.port + ".yml");
        Path data = folder.resolve("data-" + running.port);
        Files.writeString(yaml, settings.yaml(running.port, data));
        running.application.run("server", yaml.toString());
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

    /** A counter or gauge of an environment; 0 while there is none. */
    long metric(String name, String environment) throws IOException, InterruptedException {
        String start = "flaghoist_aggregator_" + name + "{environment=\"" + environment + "\"} ";
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(start.length())))
                .sum();
    }

    @Override
    public void close() {
        application.close();
        http.close();
    }
}
