package io.flaghoist.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.flaghoist.edge.http.EdgeServerFactory;
import io.flaghoist.edge.http.TlsSettings;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.service.settings.SettingsFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeConfigurationTest {
    private static final Path FILE = Path.of("edge.yml");

    private static EdgeConfiguration read(String yaml, Map<String, String> variables)
            throws Exception {
        return new SettingsFactory<>(
                        EdgeConfiguration.class,
                        Validators.newValidator(),
                        Jackson.newObjectMapper(),
                        "edge",
                        variables,
                        EdgeApplication.SETTINGS)
                .build(
                        _ -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                        "edge.yml");
    }

    @Test
    void defaults() {
        assertThat(AuthSettings.of("s")).isEqualTo(new AuthSettings("s", Optional.empty(), 50_000));
        assertThat(KafkaSettings.defaults())
                .isEqualTo(
                        new KafkaSettings(
                                "127.0.0.1:9092", "flaghoist", "", Duration.seconds(60), Map.of()));
        assertThat(StreamSettings.defaults())
                .isEqualTo(
                        new StreamSettings(
                                Duration.seconds(15),
                                Duration.seconds(10),
                                64,
                                20_000,
                                5_000,
                                Duration.seconds(60),
                                256,
                                DataSize.kibibytes(64),
                                false));
        assertThat(ReadinessSettings.defaults())
                .isEqualTo(
                        new ReadinessSettings(
                                Duration.seconds(2), Duration.seconds(30), Duration.seconds(0)));
        assertThat(ReadinessSettings.defaults().staleness()).isEmpty();
        assertThat(UnknownKeySettings.defaults())
                .isEqualTo(new UnknownKeySettings(Duration.seconds(20), 512, 64));
        assertThat(ShutdownSettings.defaults())
                .isEqualTo(new ShutdownSettings(Duration.seconds(0), Duration.seconds(10)));
        assertThat(TargetSettings.defaults())
                .isEqualTo(
                        new TargetSettings(
                                false,
                                Duration.days(30),
                                DataSize.gibibytes(4),
                                DataSize.mebibytes(16),
                                ""));
        assertThat(UsageSettings.defaults())
                .isEqualTo(
                        new UsageSettings(
                                DataSize.mebibytes(8),
                                Duration.milliseconds(100),
                                DataSize.kibibytes(512),
                                DataSize.mebibytes(32),
                                DataSize.mebibytes(64)));
        assertThat(RegistrationSettings.defaults()).isEqualTo(new RegistrationSettings(true));
        assertThat(new TlsSettings(false, null, null)).isEqualTo(new TlsSettings(false, "", ""));
        assertThat(EdgeServerFactory.onPorts("0.0.0.0", 7000, 7001))
                .usingRecursiveComparison()
                .isEqualTo(
                        new EdgeServerFactory(
                                "0.0.0.0",
                                7000,
                                "127.0.0.1",
                                7001,
                                new TlsSettings(false, "", ""),
                                DataSize.kibibytes(288),
                                DataSize.kibibytes(256),
                                25_000,
                                Duration.seconds(30),
                                DataSize.kibibytes(32),
                                4096,
                                64));
    }

    @Test
    void the_file_without_variables_says_the_defaults() throws Exception {
        EdgeConfiguration file =
                read(Files.readString(FILE), Map.of("AUTH_SECRET", "s".repeat(32)));
        var defaults =
                new EdgeConfiguration(
                        null, null, null, null, null, null, null, null, null, false, null, null,
                        null, null);

        assertThat(file.auth()).isEqualTo(AuthSettings.of("s".repeat(32)));
        assertThat(file.kafka()).isEqualTo(defaults.kafka());
        assertThat(file.streams()).isEqualTo(defaults.streams());
        assertThat(file.shutdown()).isEqualTo(defaults.shutdown());
        assertThat(file.targets()).isEqualTo(defaults.targets());
        assertThat(file.registrations()).isEqualTo(defaults.registrations());
        assertThat(file.usage()).isEqualTo(defaults.usage());
        assertThat(file.readiness()).isEqualTo(defaults.readiness());
        assertThat(file.unknownKeys()).isEqualTo(defaults.unknownKeys());
        assertThat(file.freshnessHeaders()).isEqualTo(defaults.freshnessHeaders());
        assertThat(file.dataDirectory()).isEqualTo(defaults.dataDirectory());
        assertThat(file.nodeName()).isEqualTo(defaults.nodeName());
        assertThat(file.getServerFactory())
                .usingRecursiveComparison()
                .isEqualTo(defaults.getServerFactory());
    }

    @Test
    void the_file_lists_exactly_the_keys_that_there_are() throws IOException {
        JsonNode file = new YAMLMapper().readTree(Files.readString(FILE));

        assertThat(names(file))
                .containsExactlyInAnyOrderElementsOf(
                        with(keys(EdgeConfiguration.class), "server", "logging"));
        assertThat(names(file.path("auth"))).isEqualTo(keys(AuthSettings.class));
        assertThat(names(file.path("kafka"))).isEqualTo(keys(KafkaSettings.class));
        assertThat(names(file.path("streams"))).isEqualTo(keys(StreamSettings.class));
        assertThat(names(file.path("shutdown"))).isEqualTo(keys(ShutdownSettings.class));
        assertThat(names(file.path("targets"))).isEqualTo(keys(TargetSettings.class));
        assertThat(names(file.path("registrations"))).isEqualTo(keys(RegistrationSettings.class));
        assertThat(names(file.path("usage"))).isEqualTo(keys(UsageSettings.class));
        assertThat(names(file.path("readiness"))).isEqualTo(keys(ReadinessSettings.class));
        assertThat(names(file.path("unknownKeys"))).isEqualTo(keys(UnknownKeySettings.class));
        assertThat(names(file.path("server")))
                .isEqualTo(with(keys(EdgeServerFactory.class), "type"));
        assertThat(names(file.path("server").path("tls"))).isEqualTo(keys(TlsSettings.class));
    }

    private static Set<String> names(JsonNode node) {
        Iterable<String> names = node::fieldNames;
        return StreamSupport.stream(names.spliterator(), false).collect(Collectors.toSet());
    }

    private static Set<String> keys(Class<?> settings) {
        return settings.isRecord()
                ? Arrays.stream(settings.getRecordComponents())
                        .map(RecordComponent::getName)
                        .collect(Collectors.toSet())
                : Arrays.stream(settings.getDeclaredConstructors())
                        .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                        .map(EdgeConfigurationTest::key)
                        .collect(Collectors.toSet());
    }

    private static String key(Parameter parameter) {
        JsonProperty property = parameter.getAnnotation(JsonProperty.class);
        return property == null ? parameter.getName() : property.value();
    }

    private static Set<String> with(Set<String> keys, String... more) {
        keys.addAll(List.of(more));
        return keys;
    }

    @Test
    void variables_are_data_never_yaml() throws Exception {
        String nasty = "x\": {y}\\ # '&*\t" + "z".repeat(32);

        EdgeConfiguration file =
                read(
                        Files.readString(FILE),
                        Map.of(
                                "AUTH_SECRET", nasty,
                                "ENVIRONMENTS", "a, b",
                                "PORT", "7100",
                                "FORWARD_TARGETS", "false",
                                "TARGETS_TOPIC", "true",
                                "PRIVATE_ATTRIBUTES", " email,, phone",
                                "TOPIC_PREFIX", ""));

        assertThat(file.auth().secret()).isEqualTo(nasty);
        assertThat(file.kafka().chosenEnvironments()).hasToString("[a, b]");
        assertThat(file.kafka().topicPrefix()).isEqualTo("flaghoist");
        assertThat(file.registrations().enabled()).isFalse();
        assertThat(file.targets().enabled()).isTrue();
        assertThat(file.targets().privateNames()).containsExactly("email", "phone");
        assertThat(file.errors()).isEmpty();
    }

    @Test
    void an_unknown_key_is_refused_with_a_hint() {
        assertThatThrownBy(() -> read("streams:\n  hartbeat: 15s\n", Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("hartbeat")
                .hasMessageContaining("heartbeat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "thirty-one-bytes-are-not-enough"})
    void a_weak_secret_is_refused_without_being_shown(String secret) {
        var settings =
                new EdgeConfiguration(
                        AuthSettings.of(secret),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null,
                        null,
                        null,
                        null);

        assertThat(settings.errors())
                .singleElement()
                .asString()
                .contains("AUTH_SECRET", secret.length() + " bytes")
                .satisfies(error ->
                        assertThat(secret.length() < 10 || !error.contains(secret)).isTrue());
        assertThat(settings.auth()).hasToString("AuthSettings[redacted]");
    }

    @Test
    void a_weak_previous_secret_and_bypassing_are_refused() {
        String good = "g".repeat(32);
        var previous =
                new EdgeConfiguration(
                        new AuthSettings(good, Optional.of("weak"), 0),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null,
                        null,
                        null,
                        null);
        var bypass =
                new EdgeConfiguration(
                        AuthSettings.of(good),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        true,
                        null,
                        null,
                        null,
                        null);

        assertThat(previous.errors()).singleElement().asString().contains("AUTH_SECRET_PREVIOUS");
        assertThat(bypass.errors()).singleElement().asString().contains("BYPASS_AUTH");
    }

    @Test
    void the_file_is_where_the_process_expects_it() throws IOException {
        try (var stream = new FileConfigurationSourceProvider().open(FILE.toString())) {
            assertThat(stream.read()).isEqualTo('#');
        }
    }
}
