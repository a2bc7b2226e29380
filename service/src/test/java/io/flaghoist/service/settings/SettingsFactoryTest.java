package io.flaghoist.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dropwizard.core.Configuration;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.util.Duration;
import io.flaghoist.service.ServiceBundle;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingsFactoryTest {
    /** Settings of a service. */
    static final class Settings extends Configuration implements CheckedSettings {
        private final Part part;

        Settings(@com.fasterxml.jackson.annotation.JsonProperty("part") @Nullable Part part) {
            this.part = part == null ? new Part(null, null, 0) : part;
        }

        @Override
        public List<String> errors() {
            return part.name == null ? List.of("part.name (NAME) is not set") : List.of();
        }
    }

    /** One section of them. */
    record Part(@Nullable String name, @Nullable Duration timeout, int size) {
        Part {
            if (size > 100) {
                throw new IllegalArgumentException("part.size must be at most 100");
            }
        }
    }

    private static Settings read(String yaml, Map<String, String> environment) {
        var spec =
                new SettingsSpec(Set.of("NAME"), Map.of("part.old", "part.name"), (_, _, _) -> {});
        return new SettingsFactory<>(
                        Settings.class,
                        Validators.newValidator(),
                        ServiceBundle.newMapper(),
                        "dw",
                        environment,
                        spec)
                .build(
                        _ -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                        "s.yml");
    }

    private static String refusal(String yaml, Map<String, String> environment) {
        return String.valueOf(
                catchThrowableOfType(SettingsException.class, () -> read(yaml, environment))
                        .getMessage());
    }

    @Test
    void variables_take_the_place_of_their_names() {
        Settings settings =
                read(
                        "part: {name: \"${NAME:-}\", timeout: \"${TIMEOUT:-5s}\", size: \"${SIZE:-3}\"}",
                        Map.of("NAME", "x\": {y} # '", "TIMEOUT", ""));

        assertThat(settings.part).isEqualTo(new Part("x\": {y} # '", Duration.seconds(5), 3));
    }

    @Test
    void everything_that_is_wrong_is_reported_at_once_with_its_variable_and_without_its_value() {
        String refusal =
                refusal(
                        """
                        part:
                          nam: x
                          old: {x: [1, 2]}
                          timeout: "${TIMEOUT:-5s}"
                          size: ${SIZE:-3}
                        prat: 3
                        server:
                          maxThreads: many
                        """,
                        Map.of("TIMEOUT", "s3cret", "SIZE", "s3cret", "NAME_FILE", "/absent/file"));

        assertThat(refusal.lines())
                .containsExactlyInAnyOrder(
                        "wrong settings:",
                        "  - NAME_FILE: the file /absent/file cannot be read (NoSuchFileException)",
                        "  - part.nam is not a setting; did you mean name?",
                        "  - part.old is now called part.name",
                        "  - part.timeout (TIMEOUT) is not a valid Duration",
                        "  - part.size (SIZE) is not a valid int",
                        "  - prat is not a setting; did you mean part?",
                        "  - server.maxThreads is not a valid int",
                        "  - part.name (NAME) is not set");
        assertThat(refusal).doesNotContain("s3cret");
    }

    @Test
    void what_settings_say_of_themselves_is_reported_too() {
        assertThat(refusal("part: {size: 101}", Map.of()))
                .contains("part.size must be at most 100");
    }

    @Test
    void sections_of_the_wrong_kind_and_files_that_are_no_yaml_are_reported() {
        assertThat(refusal("part: 3", Map.of())).contains("part is not a valid Part");
        assertThat(refusal("part: {name: [1, 2]}", Map.of()))
                .contains("part.name is not a valid String");
        assertThat(refusal("part: {", Map.of())).contains("Malformed YAML at line: 1");
        assertThat(refusal("", Map.of())).contains("wrong settings:");
    }

    @Test
    void a_file_that_is_absent_is_reported() {
        var factory =
                new SettingsFactory<>(
                        Settings.class,
                        Validators.newValidator(),
                        ServiceBundle.newMapper(),
                        "dw",
                        Map.of(),
                        SettingsSpec.PLAIN);

        assertThat(
                        catchThrowableOfType(
                                SettingsException.class,
                                () ->
                                        factory.build(
                                                path -> {
                                                    throw new FileNotFoundException(path);
                                                },
                                                "s.yml")))
                .hasMessageContaining("s.yml cannot be read");
    }
}
