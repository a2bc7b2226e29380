package io.flaghoist.console.command;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.log.client.KafkaVariables;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.service.settings.Variables;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach Kafka. Picocli sets the fields. */
final class LogOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:7092}",
            description =
                    "Kafka; $KAFKA_BOOTSTRAP_SERVERS, else that of ./flaghoist up (${DEFAULT-VALUE})")
    String bootstrapServers = "";

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:TOPIC_PREFIX:-flaghoist}",
            description = "what the topics' names begin with; $TOPIC_PREFIX (${DEFAULT-VALUE})")
    String prefix = "";

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            defaultValue = "${env:KAFKA_PROPERTIES_FILE}",
            description =
                    "properties of the Kafka clients, which win over $KAFKA_SECURITY_PROTOCOL, $KAFKA_SASL_… and $KAFKA_SSL_…; $KAFKA_PROPERTIES_FILE")
    @Nullable Path kafkaProperties;

    @Option(names = "--kafka-config", hidden = true)
    @Nullable Path formerKafkaProperties;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "how long Kafka may take to answer (${DEFAULT-VALUE})")
    int timeoutSeconds;

    LogConnection connection() {
        return connection(System.getenv());
    }

    LogConnection connection(Map<String, String> environment) {
        var errors = new ArrayList<String>();
        refuse(formerKafkaProperties != null, "--kafka-config", "--kafka-properties", errors);
        refuse(
                !environment.getOrDefault("KAFKA_CONFIG", "").isEmpty(),
                "KAFKA_CONFIG",
                "KAFKA_PROPERTIES_FILE",
                errors);
        Variables variables = Variables.of(environment, KafkaVariables.SECRETS, errors::add);
        Map<String, String> properties =
                KafkaVariables.properties(
                        variables, properties(kafkaProperties, errors), errors::add);
        var kafka = new KafkaConnection(bootstrapServers, properties);
        errors.addAll(kafka.errors());
        requireNone(errors);
        return new LogConnection(
                kafka, Arguments.prefix(prefix), Duration.ofSeconds(timeoutSeconds));
    }

    static void refuse(boolean isUsed, String former, String name, List<String> errors) {
        if (isUsed) {
            errors.add(former + " is now called " + name);
        }
    }

    static void requireNone(List<String> errors) {
        if (!errors.isEmpty()) {
            throw new BadArgumentException(
                    String.valueOf(new SettingsException(errors).getMessage()));
        }
    }

    /** The environment variables, with those secrets that are in files. */
    static Variables variables(Map<String, String> environment, String... secrets) {
        var errors = new ArrayList<String>();
        Variables variables = Variables.of(environment, List.of(secrets), errors::add);
        requireNone(errors);
        return variables;
    }

    static Map<String, String> properties(@Nullable Path file, List<String> errors) {
        if (file == null || file.toString().isEmpty()) {
            return Map.of();
        }
        var read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            errors.add(
                    "the Kafka properties in %s cannot be read (%s)"
                            .formatted(file, e.getClass().getSimpleName()));
        }
        var properties = new HashMap<String, String>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return properties;
    }
}
