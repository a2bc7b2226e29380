package io.flaghoist.console.command;

import io.flaghoist.history.archive.SignedArchive;
import io.flaghoist.history.replay.ReplayOrder;
import io.flaghoist.history.replay.ReplaySource;
import io.flaghoist.history.replay.Replayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore}: topics out of an archive. */
@Command(
        name = "restore",
        description =
                "Checks the signature and content of an archive, and writes its log to topics, with the same revisions. With --check nothing is written.",
        footer = {
            "",
            "It writes: the principal needs CREATE, DESCRIBE, DESCRIBE_CONFIGS and WRITE on the new topics (PREFIX.env.ID.config, PREFIX.env.ID.history,",
            "PREFIX.status), and DESCRIBE and WRITE on the transactional id PREFIX-replay-ID.",
            "",
            "  flaghoist restore production-2026-11.zip --public-key operations.pub.pem --to-prefix restored"
        })
final class RestoreCommand extends BaseCommand {
    @Parameters(paramLabel = "FILE", description = "the archive")
    private Path file = Path.of("");

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description =
                    "the Ed25519 public key that must have signed it (your own in "
                            + KeyFiles.WHERE
                            + ")")
    private @Nullable Path publicKey;

    @Option(
            names = "--until",
            paramLabel = "REVISION",
            description = "the last revision (all of the archive)")
    private @Nullable Long until;

    @ArgGroup(multiplicity = "1")
    private Aim aim = new Aim();

    /** Written, or only checked. */
    static final class Aim {
        @Option(
                names = "--check",
                description = "check the archive, write nothing",
                required = true)
        boolean isCheck;

        @ArgGroup(exclusive = false)
        @Nullable TargetOptions target;
    }

    @Override
    public Integer call() throws Exception {
        Output out = out();
        try (var archive = SignedArchive.open(file, KeyFiles.toCheck(publicKey))) {
            TargetOptions target = aim.target;
            if (target == null) {
                ArchiveRows.print(out, file, Files.size(file), archive.manifest());
            } else {
                write(archive, target, out);
            }
        }
        return ExitCode.DONE;
    }

    private void write(SignedArchive archive, TargetOptions target, Output out) throws Exception {
        var order =
                new ReplayOrder(
                        archive.environment(),
                        until == null ? OptionalLong.empty() : OptionalLong.of(until),
                        target.allowsBroken);
        ReplayRows.print(
                out,
                Replayer.replay(
                        order,
                        new ReplaySource(archive.history(), archive.base(), Optional.empty()),
                        target.target(kafka.connection()),
                        Clock.systemUTC(),
                        output.progress()));
    }
}
