package io.flaghoist.console.command;

import io.flaghoist.history.copy.CopyOrder;
import io.flaghoist.history.copy.CopySource;
import io.flaghoist.history.log.EnvironmentLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: an environment's log under another prefix or on another Kafka. */
@Command(
        name = "replay",
        description =
                "Copies an environment's log to another prefix or another Kafka, whole or until a moment, with the same revisions: a new region, or a past state for a test. An edge with that TOPIC_PREFIX answers byte for byte as an edge here did.",
        footer = {
            "",
            "It writes: the principal needs CREATE, DESCRIBE, DESCRIBE_CONFIGS and WRITE on the new topics (PREFIX.env.ID.config, PREFIX.env.ID.history,",
            "PREFIX.status), and DESCRIBE and WRITE on the transactional id PREFIX-replay-ID. Where it reads, READ is enough.",
            "",
            "  flaghoist replay --to-prefix incident --until '14:05'",
            "  flaghoist replay --to-bootstrap-servers kafka.eu:9092 --to-prefix flaghoist --replication-factor 3"
        })
final class ReplayCommand extends LogCommand {
    @Mixin private final TargetOptions target = new TargetOptions();

    @Option(
            names = "--until",
            paramLabel = "MOMENT",
            description = "the last change: " + MOMENTS + " (now)")
    private @Nullable String until;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        var order = new CopyOrder(log.environment(), revision(log, until), target.allowsBroken);
        CopySource source = CopySource.of(log, output.progress());
        target.write(order, source, log.connection(), out, output.progress());
        return ExitCode.DONE;
    }
}
