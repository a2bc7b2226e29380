package io.flaghoist.console.command;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.replay.ReplayTarget;
import java.nio.file.Path;
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
            names = "--to-kafka-config",
            paramLabel = "FILE",
            description = "settings of the clients that write; without it those of --kafka-config")
    @Nullable Path clientProperties;

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
        return new ReplayTarget(
                new LogConnection(
                        bootstrapServers == null ? source.bootstrapServers() : bootstrapServers,
                        clientProperties == null
                                ? source.properties()
                                : LogOptions.properties(clientProperties),
                        Arguments.prefix(prefix),
                        source.answerTimeout()),
                replicationFactor);
    }
}
