package io.flaghoist.benchmarks.house;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An edge as a process of its own, with the heap of a small container and otherwise the flags and
 * settings that it has everywhere. For one thread.
 */
public final class EdgeProcess implements AutoCloseable {
    /** Address and JVM heap. */
    private static final String HOST = "127.0.0.1";

    private static final String[] HEAP = {"-Xms512m", "-Xmx512m"};
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final JavaProcess process;
    private final int port;

    private EdgeProcess(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts an edge and returns once it is ready.
     *
     * @param folder for its settings, snapshots and log
     */
    public static EdgeProcess start(Path folder, String bootstrapServers) throws IOException {
        int port = FreePorts.next();
        int adminPort = FreePorts.next();
        Path home = Files.createDirectories(folder.resolve("edge-" + port));
        Path settings = home.resolve("edge.yml");
        Files.writeString(settings, settings(home, port, adminPort, bootstrapServers));
        var command =
                JavaCommand.of("io.flaghoist.edge.EdgeApplication", home.resolve("edge.log"))
                        .withJvmFlags(HEAP)
                        .withClassPath(Archive.classPath())
                        .withJvmFlags(Archive.edgeFlags())
                        .withJvmFlags(Profile.flags(home))
                        .withArguments("server", settings.toString());
        var process = JavaProcess.start(command);
        try {
            process.awaitHealthy(
                    URI.create("http://" + HOST + ":" + port + "/ready"), START_TIMEOUT);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return new EdgeProcess(process, port);
    }

    private static String settings(Path home, int port, int adminPort, String bootstrapServers) {
        return """
        server:
          type: edge
          bindHost: %s
          port: %d
          adminPort: %d
        auth:
          secret: "a secret of benchmarks, 32 bytes or more"
        kafka:
          bootstrapServers: "%s"
        dataDirectory: "%s"
        logging:
          level: WARN
        """
                .formatted(HOST, port, adminPort, bootstrapServers, home.resolve("snapshots"));
    }

    public long pid() {
        return process.pid();
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    /** The path of all flags of {@code environment}. */
    public static String flagsPath(EnvironmentId environment) {
        return "/client/env/" + environment + "/feature-configs?cluster=1";
    }

    /** The token that {@code rawKey} gets. */
    public String token(String rawKey) throws IOException, InterruptedException {
        return SdkLogin.token(uri("/client/auth"), rawKey);
    }

    /** Waits until it knows {@code rawKey} and its environment. */
    public void awaitKey(String rawKey) {
        process.await(
                "success of auth",
                START_TIMEOUT,
                () -> SdkLogin.ask(uri("/client/auth"), rawKey).statusCode() == 200);
    }

    @Override
    public void close() {
        if (Profile.isOn()) {
            process.stop(); // in order, so that the recording is written
        }
        process.close();
    }
}
