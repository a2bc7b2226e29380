package io.flaghoist.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.ConfiguredBundle;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.logging.common.ExternalLoggingFactory;
import io.flaghoist.service.logging.SafeLogging;
import io.flaghoist.service.settings.SettingsFactory;
import io.flaghoist.service.settings.SettingsSpec;
import java.util.Map;

/** What every service is set up with before it starts. */
public final class ServiceBundle implements ConfiguredBundle<Configuration> {
    private final Map<String, String> environment;
    private final SettingsSpec settings;

    /**
     * @param environment what {@code ${NAME:-default}} in the configuration file is replaced from
     */
    public ServiceBundle(Map<String, String> environment, SettingsSpec settings) {
        this.environment = Map.copyOf(environment);
        this.settings = settings;
    }

    /**
     * Dropwizard's mapper, without a symbol table: colliding names would fill the table, and valid
     * JSON would be rejected from then on.
     */
    public static ObjectMapper newMapper() {
        return Jackson.newObjectMapper(
                JsonFactory.builder()
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .build());
    }

    @Override
    public void initialize(Bootstrap<?> bootstrap) {
        bootstrap.setObjectMapper(newMapper());
        readSettings(bootstrap);
    }

    private <C extends Configuration> void readSettings(Bootstrap<C> bootstrap) {
        bootstrap.setConfigurationFactoryFactory((type, validator, mapper, prefix) ->
                new SettingsFactory<>(type, validator, mapper, prefix, environment, settings));
    }

    /** A process that configures its own logging has its own appenders. */
    @Override
    public void run(Configuration configuration, Environment environment) {
        if (!(configuration.getLoggingFactory() instanceof ExternalLoggingFactory)) {
            SafeLogging.boundAppenders();
        }
        SafeLogging.guardLevels();
    }
}
