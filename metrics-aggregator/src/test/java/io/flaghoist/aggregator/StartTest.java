package io.flaghoist.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flaghoist.service.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
    @TempDir private Path folder = Path.of(".");

    @Test
    void required_settings_that_are_absent_are_named_with_their_variables() throws Exception {
        StartException refused = start("logging: {type: external}\n");

        assertThat(refused.isAboutSettings()).isTrue();
        assertThat(refused).hasMessageContainingAll("API_KEYS", "KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void the_commented_yaml_is_accepted_and_lacks_only_what_is_required() throws Exception {
        String yaml = Files.readString(Path.of("aggregator.yml"));

        StartException refused =
                start(yaml.substring(0, yaml.indexOf("logging:")) + "logging: {type: external}\n");

        assertThat(refused)
                .hasMessageContaining("upstream.apiKeys (API_KEYS) is not set")
                .hasMessageNotContaining("is not a setting");
    }

    @Test
    void errors_of_its_own_settings_and_of_kafkas_are_reported_at_once() throws Exception {
        StartException refused =
                start(
                        """
                        logging: {type: external}
                        kafka: {client: {security.protocol: SSL}, properties: {isolation.level: none}}
                        upstream: {clientService: nowhere}
                        """);

        assertThat(refused)
                .hasMessageContainingAll(
                        "kafka.client is now called kafka.properties",
                        "kafka.properties: isolation.level is set by Flaghoist",
                        "upstream.clientService (CLIENT_SERVICE) is not an http or https URL");
    }

    private StartException start(String yaml) throws Exception {
        Path file = folder.resolve("aggregator.yml");
        Files.writeString(file, yaml);
        try (var application = new AggregatorApplication(Map.of())) {
            return catchThrowableOfType(
                    StartException.class, () -> application.run("server", file.toString()));
        }
    }
}
