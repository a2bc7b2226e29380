package io.flaghoist.service.settings;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.configuration.ConfigurationValidationException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import jakarta.validation.Validator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of a service. All errors are reported at once: of variables, unknown keys,
 * values of the wrong type, and what the settings themselves check. Reads one file.
 *
 * @param <C> the settings
 */
public final class SettingsFactory<C> extends YamlConfigurationFactory<C> {
    private final SettingsSpec spec;
    private final Validator validator;
    private final List<String> errors = new ArrayList<>();
    private final Variables variables;
    private JsonNode template = MissingNode.getInstance();
    private JsonNode substituted = MissingNode.getInstance();
    private boolean hasBadValue;

    /**
     * @param environment what {@code ${NAME:-default}} is replaced from
     */
    public SettingsFactory(
            Class<C> settings,
            Validator validator,
            ObjectMapper mapper,
            String propertyPrefix,
            Map<String, String> environment,
            SettingsSpec spec) {
        super(settings, null, mapper, propertyPrefix);
        this.validator = validator;
        this.spec = spec;
        this.variables = Variables.of(environment, spec.secrets(), errors::add);
        this.mapper.addHandler(new SettingErrors(this::unknown, this::badValue));
    }

    /**
     * Reads the file.
     *
     * @throws SettingsException naming every setting that is missing or wrong
     */
    @Override
    public C build(ConfigurationSourceProvider source, String path) {
        C settings = null;
        try {
            settings = read(source, path);
            check(settings, path);
        } catch (ConfigurationException e) {
            errors.addAll(e.getErrors());
        } catch (IOException e) {
            errors.add("%s cannot be read: %s".formatted(path, e.getMessage()));
        }
        if (settings == null || !errors.isEmpty()) {
            throw new SettingsException(errors);
        }
        return settings;
    }

    private C read(ConfigurationSourceProvider source, String path)
            throws IOException, ConfigurationException {
        String yaml;
        try (InputStream opened = source.open(path)) {
            yaml = new String(opened.readAllBytes(), StandardCharsets.UTF_8);
        }
        template = template(yaml);
        byte[] file =
                VariableSubstitution.substitute(yaml, variables).getBytes(StandardCharsets.UTF_8);
        return super.build(_ -> new ByteArrayInputStream(file), path);
    }

    /** The file with its placeholders, which need not be YAML; only messages depend on it. */
    private static JsonNode template(String yaml) throws IOException {
        try {
            return new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    protected C build(JsonNode settings, String path) throws IOException, ConfigurationException {
        substituted = settings;
        if (settings instanceof ObjectNode object) {
            spec.addition().addTo(object, variables, errors::add);
        }
        return super.build(settings, path);
    }

    private void check(C settings, String path) {
        if (!hasBadValue) { // what stands in for it may be invalid too
            var invalid = validator.validate(settings);
            errors.addAll(new ConfigurationValidationException(path, invalid).getErrors());
        }
        if (settings instanceof CheckedSettings checked) {
            errors.addAll(checked.errors());
        }
    }

    private void unknown(JsonPointer where, String suggestion) {
        String setting = name(where);
        String renamed = spec.renamed().get(setting);
        errors.add(
                renamed == null
                        ? setting + " is not a setting" + suggestion
                        : "%s is now called %s".formatted(setting, renamed));
    }

    /** Names the setting, and the variable that the file takes it from. */
    private void badValue(JsonPointer near, @Nullable String value, String what) {
        hasBadValue = true;
        JsonPointer where =
                value == null ? near : find(near, substituted.at(near), value).orElse(near);
        String variable = VariableSubstitution.nameIn(template.at(where).asText());
        errors.add(name(where) + (variable.isEmpty() ? "" : " (" + variable + ")") + " " + what);
    }

    /** Jackson buffers some sections, and then reports only where they begin. */
    private static Optional<JsonPointer> find(JsonPointer where, JsonNode node, String value) {
        if (node.isValueNode()) {
            return node.asText().equals(value) ? Optional.of(where) : Optional.empty();
        }
        Stream<Optional<JsonPointer>> below =
                node.isArray()
                        ? IntStream.range(0, node.size())
                                .mapToObj(i -> find(where.appendIndex(i), node.get(i), value))
                        : node.properties().stream()
                                .map(field ->
                                        find(
                                                where.appendProperty(field.getKey()),
                                                field.getValue(),
                                                value));
        return below.flatMap(Optional::stream).findFirst();
    }

    private static String name(JsonPointer where) {
        String path = where.toString();
        return path.isEmpty() ? "the file" : path.substring(1).replace('/', '.');
    }
}
