package io.flaghoist.service;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;

/**
 * Substitutes environment variables in a configuration file. A value is data, never YAML:
 * placeholders are in double quotes, and values are escaped accordingly. An empty variable counts
 * as unset, as it does for ff-proxy.
 */
public final class VariableSubstitution implements ConfigurationSourceProvider {
    private final SubstitutingSourceProvider substituting;

    public VariableSubstitution(ConfigurationSourceProvider source, Map<String, String> variables) {
        this.substituting =
                new SubstitutingSourceProvider(
                        source, new StringSubstitutor(name -> escaped(variables.get(name))));
    }

    private static @Nullable String escaped(@Nullable String value) {
        return value == null || value.isEmpty()
                ? null
                : String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value));
    }

    @Override
    public InputStream open(String path) throws IOException {
        return substituting.open(path);
    }
}
