package io.flaghoist.console.command;

import io.flaghoist.history.copy.ArchiveManifest;
import io.flaghoist.history.copy.ArchiveWriter;
import io.flaghoist.history.copy.CopyOrder;
import io.flaghoist.history.copy.CopySource;
import io.flaghoist.history.log.EnvironmentLog;
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
            description = "the last change: " + MOMENTS + " (now)")
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
        var order = new CopyOrder(log.environment(), revision(log, until), allowsBroken);
        PrivateKey key = KeyFiles.toSign(signingKey, err());
        CopySource source = CopySource.of(log, output.progress());
        ArchiveManifest manifest =
                new ArchiveWriter(key, Version.text(), Clock.systemUTC())
                        .write(file, order, source, output.progress());
        ArchiveRow.of(file, manifest).print(out);
        return ExitCode.DONE;
    }
}
