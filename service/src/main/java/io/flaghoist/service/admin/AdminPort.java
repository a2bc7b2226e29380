package io.flaghoist.service.admin;

import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.function.Consumer;

/** Protects the admin port of a service. */
public final class AdminPort {
    private AdminPort() {}

    /**
     * Filters all requests to the admin port, including tasks, {@code /threads}, {@code /pprof} and
     * {@code /metrics}; {@code /ping} and {@code /healthcheck} stay open to probes. The port
     * listens on loopback unless the settings name another address.
     *
     * @param refused called for every refused request
     * @throws IllegalArgumentException when the settings are wrong, naming them
     */
    public static void guard(
            Configuration configuration,
            Environment dropwizard,
            AdminSettings settings,
            Consumer<Refusal> refused) {
        if (configuration.getServerFactory() instanceof DefaultServerFactory server) {
            server.getAdminConnectors().forEach(AdminPort::bindToLoopback);
        }
        dropwizard
                .admin()
                .addFilter("guard", new AdminGuard(new AdminRules(settings.secret()), refused))
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    /** Dropwizard would listen on all interfaces. */
    private static void bindToLoopback(ConnectorFactory connector) {
        if (connector instanceof HttpConnectorFactory http && http.getBindHost() == null) {
            http.setBindHost("127.0.0.1");
        }
    }
}
