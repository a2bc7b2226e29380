package io.flaghoist.benchmarks.house;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A metrics aggregator as a process of its own, with windows of five seconds. For one thread. */
public final class AggregatorProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private final JavaProcess process;
    private final int port;

    private AggregatorProcess(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one and returns once it is ready.
     *
     * @param folder for its settings, data and log
     * @param saas takes what it posts, and knows {@code rawKey}
     */
    public static AggregatorProcess start(
            Path folder, String bootstrapServers, Simulator saas, String rawKey)
            throws IOException {
        int port = FreePorts.next();
        Path home = Files.createDirectories(folder.resolve("aggregator-" + port));
        Path settings = home.resolve("aggregator.yml");
        Files.writeString(
                settings,
                """
                dataDirectory: "%s"
                window:
                  length: 5s
                upstream:
                  apiKeys: "%s"
                  clientService: "%s"
                  metricService: "%s"
                kafka:
                  bootstrapServers: "%s"
                server:
                  type: simple
                  applicationContextPath: /
                  adminContextPath: /admin
                  connector:
                    type: http
                    bindHost: 127.0.0.1
                    port: %d
                  requestLog:
                    appenders: []
                logging:
                  level: WARN
                """
                        .formatted(
                                home.resolve("data"),
                                rawKey,
                                saas.clientService(),
                                saas.metricsService(),
                                bootstrapServers,
                                port));
        var process =
                JavaProcess.start(
                        JavaCommand.of(
                                        "io.flaghoist.aggregator.AggregatorApplication",
                                        home.resolve("aggregator.log"))
                                .withJvmFlags("-Xms256m", "-Xmx256m")
                                .withJvmFlags(Profile.flags(home))
                                .withArguments("server", settings.toString()));
        var started = new AggregatorProcess(process, port);
        try {
            process.awaitHealthy(started.uri("/ready"), START_TIMEOUT);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return started;
    }

    public long pid() {
        return process.pid();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        if (Profile.isOn()) {
            process.stop(); // in order, so that the recording is written
        }
        process.close();
    }
}
