package io.flaghoist.console.command;

import io.flaghoist.history.progress.Progress;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The form of the output. Picocli sets the fields. */
final class OutputOptions {
    /** The launcher sets it where standard error is a terminal: Java cannot tell. */
    private static final String TERMINAL_PROPERTY = "flaghoist.stderr.terminal";

    /** For people or for programs. */
    enum Format {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description =
                    "${COMPLETION-CANDIDATES}: for people, or one JSON object per line (${DEFAULT-VALUE})")
    Format format = Format.text;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "time zone of times that are given without one and of times in text, for instance Europe/Berlin (this machine's)")
    @Nullable String zone;

    @Option(names = "--no-progress", description = "no progress bar on standard error")
    boolean isQuiet;

    Output to(PrintWriter out) {
        return new Output(out, format == Format.json, zone());
    }

    ZoneId zone() {
        try {
            return zone == null ? ZoneId.systemDefault() : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new BadArgumentException(
                    "--zone takes a time zone, for instance UTC, Europe/Berlin or +01:00.");
        }
    }

    Progress progress() {
        return isQuiet || !Boolean.getBoolean(TERMINAL_PROPERTY)
                ? Progress.NONE
                : new TerminalProgress(System.err, System::nanoTime);
    }
}
