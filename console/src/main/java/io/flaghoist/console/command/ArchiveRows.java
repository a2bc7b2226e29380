package io.flaghoist.console.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.archive.ArchiveManifest;
import io.flaghoist.schemas.json.Json;
import java.nio.file.Path;

/** The manifest, place and size of an archive, as text and as JSON. */
final class ArchiveRows {
    private ArchiveRows() {}

    static void print(Output out, Path file, long bytes, ArchiveManifest manifest) {
        out.print(() -> text(file, bytes, manifest), () -> json(file, bytes, manifest));
    }

    private static String text(Path file, long bytes, ArchiveManifest manifest) {
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

    private static ObjectNode json(Path file, long bytes, ArchiveManifest manifest) {
        ObjectNode json = Json.object().put("file", file.toString()).put("bytes", bytes);
        json.set("manifest", Json.tree(manifest));
        return json;
    }
}
