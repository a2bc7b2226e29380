package io.flaghoist.console.command;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Selects documents. Picocli sets the fields. */
final class KeyOptions {
    @Option(
            names = {"-f", "--flag"},
            paramLabel = "FLAG",
            description = "only this flag; may be repeated")
    List<String> flags = new ArrayList<>();

    @Option(
            names = {"-s", "--segment"},
            paramLabel = "GROUP",
            description = "only this target group; may be repeated")
    List<String> segments = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "only this document: environment, api-key/<sha256>, flag/<id>, segment/<id>; may be repeated")
    List<String> keys = new ArrayList<>();

    /** Empty for all documents. */
    Set<DocumentKey> asked() {
        var asked = new LinkedHashSet<DocumentKey>();
        flags.forEach(it -> asked.add(Arguments.flag(it)));
        segments.forEach(it -> asked.add(Arguments.segment(it)));
        keys.forEach(it -> asked.add(Arguments.key(it)));
        return asked;
    }
}
