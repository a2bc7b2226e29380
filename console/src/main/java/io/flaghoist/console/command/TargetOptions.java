package io.flaghoist.console.command;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.replay.ReplayTarget;
import io.flaghoist.log.client.KafkaConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The target of a replay. Picocli sets the fields. */
final class TargetOptions {
    @Option(
            names = "--to-prefix",
            paramLabel = "PREFIX",
            required = true,
            description = "what the new topics' names begin with")
    String prefix = "";

    @Option(
            names = "--to-bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "another Kafka (the one of --bootstrap-servers)")
    @Nullable String bootstrapServers;

    @Option(
            names = "--to-kafka-properties",
            paramLabel = "FILE",
            description = "properties of the clients that write (those of the clients that read)")
    @Nullable Path kafkaProperties;

    @Option(names = "--to-kafka-config", hidden = true)
    @Nullable Path formerKafkaProperties;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            defaultValue = "0",
            description = "of the topics that are created (the brokers' default)")
    int replicationFactor;

    @Option(
            names = "--broken",
            description = "accept a history that does not verify; refused by default")
    boolean allowsBroken;

    ReplayTarget target(LogConnection source) {
        var errors = new ArrayList<String>();
        LogOptions.refuse(
                formerKafkaProperties != null,
                "--to-kafka-config",
                "--to-kafka-properties",
                errors);
        var kafka =
                new KafkaConnection(
                        bootstrapServers == null ? source.bootstrapServers() : bootstrapServers,
                        kafkaProperties == null
                                ? source.properties()
                                : LogOptions.properties(kafkaProperties, errors));
        errors.addAll(kafka.errors());
        LogOptions.requireNone(errors);
        return new ReplayTarget(
                new LogConnection(
                        kafka.bootstrapServers(),
                        kafka.properties(),
                        Arguments.prefix(prefix),
                        source.answerTimeout()),
                replicationFactor);
    }
}
