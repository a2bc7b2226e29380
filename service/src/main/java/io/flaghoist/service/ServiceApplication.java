package io.flaghoist.service;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.CheckCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.service.settings.SettingsSpec;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * A Dropwizard application that can also run inside another process: {@code run("server", path)}
 * returns once it is started, throws {@link StartException} when it cannot start, and {@link
 * #close()} stops it.
 *
 * @param <C> its settings
 */
public abstract class ServiceApplication<C extends Configuration> extends Application<C>
        implements AutoCloseable {
    /** Of this build; the same as in the root pom. */
    protected static final String VERSION = "0.1.0";

    private final String name;
    private final Map<String, String> environment;
    private final SettingsSpec settings;
    private volatile @Nullable Server server;

    /**
     * @param environment what {@code ${NAME:-default}} in the configuration file is replaced from
     */
    protected ServiceApplication(
            String name, Map<String, String> environment, SettingsSpec settings) {
        this.name = name;
        this.environment = Map.copyOf(environment);
        this.settings = settings;
    }

    /** Runs it as a process of its own, which exits with 2 when the settings are wrong. */
    protected static void main(ServiceApplication<?> service, String[] arguments) throws Exception {
        try {
            service.run(arguments);
        } catch (StartException e) {
            System.exit(e.exitCode());
        }
    }

    @Override
    public final String getName() {
        return name;
    }

    @Override
    public final void initialize(Bootstrap<C> bootstrap) {
        bootstrap.addBundle(new ServiceBundle(environment, settings));
    }

    @Override
    protected final void addDefaultCommands(Bootstrap<C> bootstrap) {
        bootstrap.addCommand(new StartCommand<>(this));
        bootstrap.addCommand(new CheckCommand<>(this));
    }

    /** Leaves logging alone that the process has configured itself, as the quickstart does. */
    @Override
    protected final void bootstrapLogging() {
        if (System.getProperty("logback.configurationFile") == null) {
            super.bootstrapLogging();
        }
    }

    @Override
    public final void run(C configuration, Environment dropwizard) {
        AotCache.warnIfRefused();
        dropwizard.lifecycle().addServerLifecycleListener(started -> server = started);
        assemble(configuration, dropwizard);
    }

    /**
     * Puts the service together.
     *
     * @throws SettingsException when it must not start with these settings
     */
    protected abstract void assemble(C configuration, Environment dropwizard);

    /** Adds to the service's own metrics what every service reports. */
    protected final void reportStandardMetrics(
            PrometheusRegistry registry, Environment dropwizard) {
        StandardMetrics.register(registry, dropwizard.metrics(), name, VERSION);
    }

    /**
     * Registers the health check {@code ready}. Checked at every request, unlike those of
     * dropwizard-health, which poll on a schedule and would answer with the previous result.
     */
    protected static void checkReadiness(Environment dropwizard, BooleanSupplier isReady) {
        dropwizard
                .healthChecks()
                .register(
                        "ready",
                        new HealthCheck() {
                            @Override
                            protected Result check() {
                                return isReady.getAsBoolean()
                                        ? Result.healthy()
                                        : Result.unhealthy("GET /health lists the reasons");
                            }
                        });
    }

    /** Reported to the caller of {@link #run(String...)}, which may go on without this service. */
    @Override
    protected final void onFatalError(Throwable t) {
        throw new StartException(name, t);
    }

    /** Finishes what is under way, then stops. */
    @Override
    public final void close() {
        Server running = server;
        if (running != null) {
            LifeCycle.stop(running);
        }
    }
}
