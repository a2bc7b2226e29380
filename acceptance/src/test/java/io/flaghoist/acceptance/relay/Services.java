package io.flaghoist.acceptance.relay;

import io.flaghoist.simulator.Simulator;
import io.flaghoist.testkit.net.FreePorts;
import io.flaghoist.testkit.process.JavaCommand;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How ingest and edges are started: by the settings files that they are shipped with, and
 * environment variables, as an operator does it.
 *
 * @param folder for their logs and data
 */
record Services(Path folder, String bootstrapServers, String authSecret, String adminToken) {
    /** The root of the repository, above this module. */
    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

    /** C1 alone starts faster, and three of these start at once on few cores. */
    private static final String[] JVM_FLAGS = {"-Xmx256m", "-XX:TieredStopAtLevel=1"};

    Service ingest(RelaySettings settings, Simulator saas) {
        int port = FreePorts.next();
        String keys =
                settings.environments().stream()
                        .map(TestEnvironment::serverKey)
                        .collect(Collectors.joining(","));
        JavaCommand command =
                command("ingest", settings.ingestOverrides(), port)
                        .withEnvironment("API_KEYS", keys)
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
                command(name, settings.edgeOverrides(), port)
                        .withEnvironment("AUTH_SECRET", authSecret)
                        .withEnvironment("DATA_DIR", folder.resolve(fileName(name)).toString());
        return new Service(name, command, port);
    }

    private JavaCommand command(String name, Map<String, String> overrides, int port) {
        String module = name.startsWith("edge") ? "edge" : "ingest";
        String type = name.startsWith("edge") ? "Edge" : "Ingest";
        String[] properties =
                overrides.entrySet().stream()
                        .map(override -> "-Ddw." + override.getKey() + "=" + override.getValue())
                        .toArray(String[]::new);
        return JavaCommand.of(
                        "io.flaghoist." + module + "." + type + "Application",
                        folder.resolve(fileName(name) + ".log"))
                .withJvmFlags(JVM_FLAGS)
                .withJvmFlags(properties)
                .withArguments("server", ROOT.resolve(module + "/" + module + ".yml").toString())
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
