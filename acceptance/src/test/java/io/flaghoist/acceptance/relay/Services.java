package io.flaghoist.acceptance.relay;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.testkit.process.JavaCommand;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How ingest, edges and the aggregator are started: by the settings files that they are shipped
 * with, and environment variables, as an operator does it.
 *
 * @param folder for their logs and data
 */
record Services(Path folder, String bootstrapServers, String authSecret, String adminToken) {
    /** The root of the repository, above this module. */
    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

    private static final String INGEST = "io.flaghoist.ingest.IngestApplication";
    private static final String EDGE = "io.flaghoist.edge.EdgeApplication";
    private static final String AGGREGATOR = "io.flaghoist.aggregator.AggregatorApplication";

    /** C1 alone starts faster, and four of these start at once on few cores. */
    private static final String[] JVM_FLAGS = {
        "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"
    };

    Service ingest(RelaySettings settings, Simulator saas) {
        int port = FreePorts.next();
        JavaCommand command =
                command("ingest", "ingest/ingest.yml", INGEST, settings.ingestOverrides(), port)
                        .withEnvironment("API_KEYS", keys(settings))
                        .withEnvironment("ADMIN_SERVICE_TOKEN", adminToken)
                        .withEnvironment("ACCOUNT_IDENTIFIER", TestEnvironment.ACCOUNT)
                        .withEnvironment("ORG_IDENTIFIER", TestEnvironment.ORGANIZATION)
                        .withEnvironment("ADMIN_SERVICE", saas.adminService().toString())
                        .withEnvironment("CLIENT_SERVICE", saas.clientService().toString());
        return new Service("ingest", command, port);
    }

    Service edge(String name, RelaySettings settings) {
        int port = FreePorts.next();
        JavaCommand command =
                command(name, "edge/edge.yml", EDGE, settings.edgeOverrides(), port)
                        .withEnvironment("AUTH_SECRET", authSecret)
                        .withEnvironment("DATA_DIR", folder.resolve(fileName(name)).toString());
        return new Service(name, command, port);
    }

    /** Absent when {@code settings} ask for none. */
    Optional<Service> aggregator(RelaySettings settings, Simulator saas) {
        return settings.aggregatorOverrides()
                .map(overrides -> {
                    int port = FreePorts.next();
                    JavaCommand command =
                            command(
                                            "aggregator",
                                            "metrics-aggregator/aggregator.yml",
                                            AGGREGATOR,
                                            overrides,
                                            port)
                                    .withEnvironment("API_KEYS", keys(settings))
                                    .withEnvironment(
                                            "CLIENT_SERVICE", saas.clientService().toString())
                                    .withEnvironment(
                                            "METRIC_SERVICE", saas.metricsService().toString())
                                    .withEnvironment(
                                            "DATA_DIR", folder.resolve("aggregator").toString());
                    return new Service("aggregator", command, port);
                });
    }

    private static String keys(RelaySettings settings) {
        return settings.environments().stream()
                .map(TestEnvironment::serverKey)
                .collect(Collectors.joining(","));
    }

    private JavaCommand command(
            String name,
            String settingsFile,
            String application,
            Map<String, String> overrides,
            int port) {
        String[] properties =
                overrides.entrySet().stream()
                        .map(override -> "-Ddw." + override.getKey() + "=" + override.getValue())
                        .toArray(String[]::new);
        return JavaCommand.of(application, folder.resolve(fileName(name) + ".log"))
                .withJvmFlags(JVM_FLAGS)
                .withJvmFlags(properties)
                .withArguments("server", ROOT.resolve(settingsFile).toString())
                .withEnvironment("NODE_NAME", fileName(name))
                .withEnvironment("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers)
                .withEnvironment("PORT", Integer.toString(port))
                .withEnvironment("ADMIN_PORT", Integer.toString(FreePorts.next()));
    }

    private static String fileName(String name) {
        return name.replace(' ', '-');
    }

    /** Tells no secret. */
    @Override
    public String toString() {
        return "Services[" + folder + ", " + bootstrapServers + "]";
    }
}
