package io.flaghoist.console.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogOptionsTest {
    private static final Map<String, String> VARIABLES =
            Map.of(
                    "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                    "KAFKA_SASL_MECHANISM", "PLAIN",
                    "KAFKA_SASL_USERNAME", "console",
                    "KAFKA_SASL_PASSWORD", "s3cret");

    private final LogOptions options = new LogOptions();

    LogOptionsTest() {
        options.bootstrapServers = "kafka:9092";
        options.prefix = "flaghoist";
        options.timeoutSeconds = 1;
    }

    @Test
    void kafka_is_reached_as_the_variables_say_and_the_file_wins(@TempDir Path folder)
            throws IOException {
        assertThat(options.connection(VARIABLES).kafka().properties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"console\" password=\"s3cret\";");

        options.kafkaProperties =
                Files.writeString(
                        folder.resolve("kafka.properties"), "security.protocol=SASL_PLAINTEXT\n");

        assertThat(options.connection(VARIABLES).kafka().properties())
                .containsEntry("security.protocol", "SASL_PLAINTEXT");
    }

    @Test
    void all_errors_are_reported_at_once_with_new_names_and_without_values() {
        options.formerKafkaProperties = Path.of("old.properties");
        options.kafkaProperties = Path.of("/absent/kafka.properties");
        options.bootstrapServers = "kafka";

        assertThatExceptionOfType(BadArgumentException.class)
                .isThrownBy(() ->
                        options.connection(
                                Map.of(
                                        "KAFKA_CONFIG", "old.properties",
                                        "KAFKA_SASL_PASSWORD", "s3cret",
                                        "KAFKA_SASL_PASSWORD_FILE", "/run/secrets/kafka")))
                .withMessageContainingAll(
                        "--kafka-config is now called --kafka-properties",
                        "KAFKA_CONFIG is now called KAFKA_PROPERTIES_FILE",
                        "/absent/kafka.properties cannot be read",
                        "KAFKA_SASL_PASSWORD and KAFKA_SASL_PASSWORD_FILE are both set",
                        "kafka.bootstrapServers (KAFKA_BOOTSTRAP_SERVERS) must be host:port")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }
}
