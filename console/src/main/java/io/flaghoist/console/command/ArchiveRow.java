package io.flaghoist.console.command;

import io.flaghoist.history.copy.ArchiveManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive: place, size and manifest. */
record ArchiveRow(String file, long bytes, ArchiveManifest manifest) {
    static ArchiveRow of(Path file, ArchiveManifest manifest) throws IOException {
        return new ArchiveRow(file.toString(), Files.size(file), manifest);
    }

    void print(Output out) {
        out.print(this::text, () -> this);
    }

    private String text() {
        return "%s (%d bytes): environment %s, %d records, revisions %d to %d, head %d:%s"
                .formatted(
                        file,
                        bytes,
                        manifest.environment(),
                        manifest.records(),
                        manifest.from().revision(),
                        manifest.to().revision(),
                        manifest.to().revision(),
                        manifest.historyHash());
    }
}
