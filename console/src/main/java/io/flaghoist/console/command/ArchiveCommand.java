package io.flaghoist.console.command;

import io.flaghoist.history.archive.ArchiveManifest;
import io.flaghoist.history.archive.ArchiveOrder;
import io.flaghoist.history.archive.ArchiveWriter;
import io.flaghoist.history.log.EnvironmentLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code archive}: an environment's log as one signed file. */
@Command(
        name = "archive",
        description =
                "An environment's log, whole or until a moment, as one compressed and signed file: a ZIP that unzip and openssl can check without Flaghoist.",
        footer = {"", "  flaghoist archive production-2026-11.zip --until 2026-12-01"})
final class ArchiveCommand extends LogCommand {
    @Parameters(paramLabel = "FILE", description = "the file to write; it must not exist")
    private Path file = Path.of("");

    @Option(
            names = "--until",
            paramLabel = "MOMENT",
            description = "the last change: " + MomentOptions.FORMS + " (now)")
    private @Nullable String until;

    @Option(
            names = "--signing-key",
            paramLabel = "FILE",
            description =
                    "an Ed25519 private key, as openssl genpkey -algorithm ed25519 makes it (your own in "
                            + KeyFiles.WHERE
                            + ", made when it is missing)")
    private @Nullable Path signingKey;

    @Option(
            names = "--broken",
            description =
                    "archive a history that does not verify too, as evidence; refused by default")
    private boolean allowsBroken;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        var order =
                new ArchiveOrder(
                        log.environment(),
                        Source.until(this, log, until),
                        log.identity().clusterId(),
                        log.connection().topics().prefix(),
                        Version.text(),
                        allowsBroken);
        PrivateKey key = KeyFiles.toSign(signingKey, err());
        ArchiveManifest manifest =
                new ArchiveWriter(order, key, Clock.systemUTC())
                        .write(file, log.history(), Source.base(this, log), output.progress());
        ArchiveRows.print(out, file, Files.size(file), manifest);
        return ExitCode.DONE;
    }
}
