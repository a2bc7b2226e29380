package io.flaghoist.console.command;

import io.flaghoist.history.copy.CopyOrder;
import io.flaghoist.history.copy.CopySource;
import io.flaghoist.history.copy.SignedArchive;
import java.nio.file.Path;
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
        try (var archive = SignedArchive.open(file, KeyFiles.toCheck(publicKey))) {
            TargetOptions target = aim.target;
            if (target == null) {
                ArchiveRow.of(file, archive.manifest()).print(out());
                return ExitCode.DONE;
            }
            var last = until == null ? OptionalLong.empty() : OptionalLong.of(until);
            var order = new CopyOrder(archive.environment(), last, target.allowsBroken);
            CopySource source = CopySource.of(archive);
            target.write(order, source, kafka.connection(), out(), output.progress());
        }
        return ExitCode.DONE;
    }
}
