package io.flaghoist.faults.relay;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.testkit.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How ingest and edges are started: with the settings that have no default, and otherwise as they
 * are shipped.
 *
 * @param folder for their settings, logs and disks
 */
record Services(Path folder, String bootstrapServers, String authSecret) {
    /** C1 alone starts faster, and five of these share a machine. */
    private static final String[] JVM_FLAGS = {
        "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"
    };

    Node ingest(
            String name,
            Map<String, String> login,
            Saas upstream,
            List<RelayEnvironment> environments)
            throws IOException {
        int port = FreePorts.next();
        URI saas = URI.create("http://127.0.0.1:" + upstream.port());
        String settings =
                """
                nodeName: %s
                upstream:
                  clientService: "%s"
                  adminService: "%s"
                  apiKeys: "%s"
                  adminServiceToken: "%s"
                  accountIdentifier: "%s"
                  orgIdentifier: "%s"
                kafka:
                  bootstrapServers: "%s"
                  properties:
                %s
                server:
                  applicationConnectors:
                    - type: http
                      bindHost: 127.0.0.1
                      port: %d
                  adminConnectors:
                    - type: http
                      bindHost: 127.0.0.1
                      port: %d
                  requestLog:
                    appenders: []
                %s
                """
                        .formatted(
                                name,
                                saas.resolve("/api/1.0"),
                                saas.resolve("/gateway/cf"),
                                environments.stream()
                                        .map(RelayEnvironment::serverKey)
                                        .collect(Collectors.joining(",")),
                                upstream.adminToken(),
                                RelayEnvironment.ACCOUNT,
                                RelayEnvironment.ORGANIZATION,
                                bootstrapServers,
                                yaml(login),
                                port,
                                FreePorts.next(),
                                LOGGING);
        return node(name, "io.flaghoist.ingest.IngestApplication", port, settings);
    }

    Node edge(String name, Map<String, String> login) throws IOException {
        int port = FreePorts.next();
        String settings =
                """
                nodeName: %s
                auth:
                  secret: "%s"
                kafka:
                  bootstrapServers: "%s"
                  properties:
                %s
                server:
                  type: edge
                  bindHost: 127.0.0.1
                  port: %d
                  adminPort: %d
                dataDirectory: "%s"
                %s
                """
                        .formatted(
                                name,
                                authSecret,
                                bootstrapServers,
                                yaml(login),
                                port,
                                FreePorts.next(),
                                disk(name),
                                LOGGING);
        return node(name, "io.flaghoist.edge.EdgeApplication", port, settings);
    }

    private static final String LOGGING =
            """
            logging:
              level: INFO
              loggers:
                org.apache.kafka: ERROR
                org.eclipse.jetty: WARN
            """;

    private Node node(String name, String application, int port, String settings)
            throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path file = Files.writeString(home.resolve(name + ".yml"), settings);
        JavaCommand command =
                JavaCommand.of(application, home.resolve(name + ".log"))
                        .withJvmFlags(JVM_FLAGS)
                        .withArguments("server", file.toString());
        return new Node(name, port, command, disk(name));
    }

    private Path disk(String name) {
        return folder.resolve(name).resolve("disk");
    }

    private static String yaml(Map<String, String> properties) {
        return new TreeMap<>(properties)
                .entrySet().stream()
                        .map(it -> "    %s: '%s'".formatted(it.getKey(), it.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    /** Tells no secret. */
    @Override
    public String toString() {
        return "Services[" + folder + ", " + bootstrapServers + "]";
    }
}
