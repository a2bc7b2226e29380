package io.flaghoist.console.command;

import io.flaghoist.history.copy.CopyOrder;
import io.flaghoist.history.copy.CopyRefusedException;
import io.flaghoist.history.copy.CopySource;
import io.flaghoist.history.copy.ReplayReport;
import io.flaghoist.history.copy.ReplayTarget;
import io.flaghoist.history.copy.Replayer;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.log.client.KafkaConnection;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.stream.Collectors;
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

    /**
     * Writes a log there, and prints what was written.
     *
     * @param source where Kafka is unless an option names another
     */
    void write(
            CopyOrder order, CopySource copied, LogConnection source, Output out, Progress progress)
            throws CopyRefusedException, LogUnavailableException {
        ReplayReport report =
                Replayer.replay(order, copied, target(source), Clock.systemUTC(), progress);
        out.print(() -> text(report), () -> report);
    }

    private static String text(ReplayReport report) {
        String lines = System.lineSeparator();
        return "%s: %d records to %s, %d documents and %d removals to %s"
                        .formatted(
                                report.environment(),
                                report.records(),
                                report.historyTopic(),
                                report.documents(),
                                report.removals(),
                                report.configTopic())
                + lines
                + "An edge there is at revision %d%s; head %d:%s"
                        .formatted(
                                report.revision(),
                                report.complete()
                                        ? ""
                                        : ", where the environment is not complete: it answers no SDK",
                                report.revision(),
                                report.historyHash())
                + report.warnings().stream()
                        .map(it -> lines + "warning: " + it)
                        .collect(Collectors.joining());
    }

    private ReplayTarget target(LogConnection source) {
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
                                ? source.kafka().properties()
                                : LogOptions.properties(kafkaProperties, errors));
        errors.addAll(kafka.errors());
        LogOptions.requireNone(errors);
        return new ReplayTarget(
                new LogConnection(kafka, Arguments.prefix(prefix), source.answerTimeout()),
                replicationFactor);
    }
}
