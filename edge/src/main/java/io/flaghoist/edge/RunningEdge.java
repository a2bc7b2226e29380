package io.flaghoist.edge;

import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.validation.Validators;
import io.flaghoist.edge.http.EdgeHandler;
import io.flaghoist.edge.http.EdgeServerFactory;
import io.flaghoist.service.ServiceBundle;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.service.settings.SettingsFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * An edge inside another process, as in the quickstart; several can run in one JVM. It does not
 * change the logging of the process and has no shutdown hook: the caller closes it.
 */
public final class RunningEdge implements AutoCloseable {
    /** Creates an edge from settings; {@link EdgeApplication}, or a part of it in tests. */
    @FunctionalInterface
    interface Wiring {
        void run(EdgeConfiguration configuration, Environment dropwizard);
    }

    private final Server server;

    private RunningEdge(Server server) {
        this.server = server;
    }

    /**
     * Starts an edge; returns when its ports are open, without waiting for Kafka.
     *
     * @throws SettingsException if a setting is invalid
     * @throws Exception when a port is taken
     */
    public static RunningEdge start(EdgeConfiguration configuration) throws Exception {
        return start(configuration, new EdgeApplication(Map.of())::run);
    }

    /**
     * Starts an edge from its configuration file, as {@code server edge.yml} does.
     *
     * @param variables the variables for {@code ${NAME:-default}} in the file
     * @throws SettingsException naming all settings that are missing or wrong
     * @throws Exception when a port is taken
     */
    public static RunningEdge start(Path file, Map<String, String> variables) throws Exception {
        var factory =
                new SettingsFactory<>(
                        EdgeConfiguration.class,
                        Validators.newValidator(),
                        ServiceBundle.newMapper(),
                        "dw",
                        variables,
                        EdgeApplication.SETTINGS);
        return start(factory.build(new FileConfigurationSourceProvider(), file.toString()));
    }

    static RunningEdge start(EdgeConfiguration configuration, Wiring wiring) throws Exception {
        var dropwizard = new Environment("edge");
        wiring.run(configuration, dropwizard);
        Server server = configuration.getServerFactory().build(dropwizard);
        server.setStopAtShutdown(false);
        try {
            server.start();
        } catch (Exception e) {
            server.stop(); // stops what was already started
            throw e;
        }
        return new RunningEdge(server);
    }

    /** The port that SDKs use. */
    public int port() {
        return port(EdgeServerFactory.SDK_CONNECTOR);
    }

    /** The port for health, readiness and metrics, on loopback. */
    public int adminPort() {
        return port(EdgeHandler.ADMIN_CONNECTOR);
    }

    private int port(String connector) {
        return Arrays.stream(server.getConnectors())
                .filter(candidate -> candidate.getName().equals(connector))
                .map(ServerConnector.class::cast)
                .mapToInt(ServerConnector::getLocalPort)
                .findFirst()
                .orElseThrow();
    }

    /** Drains streams according to the settings, then stops everything. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the edge did not stop cleanly", e);
        }
    }
}
