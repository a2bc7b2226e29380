package io.flaghoist.benchmarks.house;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An ingest as a process of its own. For one thread. */
public final class IngestProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final JavaProcess process;

    private IngestProcess(JavaProcess process) {
        this.process = process;
    }

    /**
     * What ingest learns from.
     *
     * @param apiKeys raw, one for each environment
     */
    public record Upstream(
            URI clientService,
            URI adminService,
            List<String> apiKeys,
            String adminToken,
            String account,
            String organization) {
        public Upstream {
            apiKeys = List.copyOf(apiKeys);
        }

        /** Without the keys. */
        @Override
        public String toString() {
            return "Upstream[" + clientService + "]";
        }
    }

    /**
     * Starts an ingest and returns once it answers, which does not wait for what it publishes.
     *
     * @param folder for its settings and log
     */
    public static IngestProcess start(Path folder, Upstream upstream, String bootstrapServers)
            throws IOException {
        int port = FreePorts.next();
        Path home = Files.createDirectories(folder.resolve("ingest"));
        Path settings = home.resolve("ingest.yml");
        Files.writeString(settings, settings(upstream, bootstrapServers, port));
        var command =
                JavaCommand.of("io.flaghoist.ingest.IngestApplication", home.resolve("ingest.log"))
                        .withJvmFlags("-Xms256m", "-Xmx256m")
                        .withClassPath(Archive.classPath())
                        .withJvmFlags(Archive.ingestFlags())
                        .withJvmFlags(Profile.flags(home))
                        .withArguments("server", settings.toString());
        var process = JavaProcess.start(command);
        try {
            process.awaitPort("127.0.0.1", port, START_TIMEOUT);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return new IngestProcess(process);
    }

    private static String settings(Upstream upstream, String bootstrapServers, int port) {
        return """
        upstream:
          clientService: "%s"
          adminService: "%s"
          apiKeys: "%s"
          adminServiceToken: "%s"
          accountIdentifier: "%s"
          orgIdentifier: "%s"
        kafka:
          bootstrapServers: "%s"
        server:
          type: simple
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
                        upstream.clientService(),
                        upstream.adminService(),
                        String.join(",", upstream.apiKeys()),
                        upstream.adminToken(),
                        upstream.account(),
                        upstream.organization(),
                        bootstrapServers,
                        port);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        if (Profile.isOn()) {
            process.stop(); // in order, so that the recording is written
        }
        process.close();
    }
}
