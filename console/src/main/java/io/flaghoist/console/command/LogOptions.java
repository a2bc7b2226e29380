package io.flaghoist.console.command;

import io.flaghoist.history.log.LogConnection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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
            names = "--kafka-config",
            paramLabel = "FILE",
            defaultValue = "${env:KAFKA_CONFIG}",
            description =
                    "further settings of the Kafka clients as a properties file, for instance security.protocol; $KAFKA_CONFIG")
    @Nullable Path clientProperties;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "how long Kafka may take to answer (${DEFAULT-VALUE})")
    int timeoutSeconds;

    LogConnection connection() {
        return new LogConnection(
                bootstrapServers,
                properties(clientProperties),
                Arguments.prefix(prefix),
                Duration.ofSeconds(timeoutSeconds));
    }

    static Map<String, String> properties(@Nullable Path file) {
        if (file == null || file.toString().isEmpty()) {
            return Map.of();
        }
        var read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (IOException e) {
            throw new BadArgumentException(
                    "The Kafka settings in %s cannot be read: %s.".formatted(file, e));
        }
        var properties = new HashMap<String, String>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return properties;
    }
}
