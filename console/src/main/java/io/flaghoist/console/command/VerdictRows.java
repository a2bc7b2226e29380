package io.flaghoist.console.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.verify.Finding;
import io.flaghoist.history.verify.Verdict;
import io.flaghoist.schemas.json.Json;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of a verification, as text and as JSON. */
final class VerdictRows {
    private final Output out;

    VerdictRows(Output out) {
        this.out = out;
    }

    void print(Verdict verdict) {
        out.print(() -> text(verdict), () -> json(verdict));
    }

    private static String text(Verdict verdict) {
        String lines = System.lineSeparator();
        String extent =
                verdict.first()
                        .flatMap(first -> verdict.last().map(last -> ends(first, last)))
                        .orElse("no revision");
        String findings =
                verdict.findings().stream()
                        .map(it -> lines + finding(it))
                        .collect(Collectors.joining());
        long more = verdict.findingCount() - verdict.findings().size();
        return "%s: %d records, %s%s%d documents compared with the config topic"
                        .formatted(
                                verdict.environment(),
                                verdict.records(),
                                extent,
                                lines,
                                verdict.compared())
                + verdict.notices().stream()
                        .map(it -> lines + "note: " + notice(it))
                        .collect(Collectors.joining())
                + findings
                + (more > 0 ? lines + "and " + more + " more" : "")
                + lines
                + (verdict.isIntact() ? "Intact." : "NOT INTACT: " + counts(verdict) + ".");
    }

    private static String ends(Verdict.End first, Verdict.End last) {
        return "revisions %d to %d, head %d:%s"
                .formatted(
                        first.position().revision(),
                        last.position().revision(),
                        last.position().revision(),
                        last.hash());
    }

    private static String finding(Finding it) {
        String revisions =
                it.revision() == 0
                        ? ""
                        : it.revision() == it.lastRevision()
                                ? " revision " + it.revision()
                                : " revisions %d to %d".formatted(it.revision(), it.lastRevision());
        return "%-10s%s%s at %s%s: %s."
                .formatted(
                        it.kind().word(),
                        revisions,
                        it.key().isEmpty() ? "" : " (" + it.key() + ")",
                        it.place(),
                        it.other().map(other -> " and " + other).orElse(""),
                        it.words());
    }

    private static String notice(Verdict.Notice it) {
        return it.words() + it.place().map(place -> " (" + place + ")").orElse("") + ".";
    }

    private static String counts(Verdict verdict) {
        return new TreeMap<>(verdict.counts())
                .entrySet().stream()
                        .map(it -> it.getValue() + " " + it.getKey().word())
                        .collect(Collectors.joining(", "));
    }

    private static ObjectNode json(Verdict verdict) {
        ObjectNode json =
                Json.object()
                        .put("environment", verdict.environment().value())
                        .put("intact", verdict.isIntact())
                        .put("records", verdict.records())
                        .put("compared", verdict.compared())
                        .put("documents", verdict.documents());
        verdict.first().ifPresent(first -> json.set("first", end(first)));
        verdict.last().ifPresent(last -> json.set("last", end(last)));
        ObjectNode counts = json.putObject("counts");
        new TreeMap<>(verdict.counts()).forEach((kind, count) -> counts.put(kind.word(), count));
        ArrayNode findings = json.putArray("findings");
        verdict.findings().forEach(it -> findings.add(json(it)));
        ArrayNode notices = json.putArray("notices");
        for (Verdict.Notice it : verdict.notices()) {
            ObjectNode notice = notices.addObject().put("words", it.words());
            it.place().map(RecordOffset::toString).ifPresent(place -> notice.put("place", place));
        }
        return json;
    }

    private static ObjectNode end(Verdict.End end) {
        return Json.object()
                .put("revision", end.position().revision())
                .put("epoch", end.position().epoch())
                .put("key", end.key())
                .put("hash", end.hash())
                .put("place", end.place().toString());
    }

    private static ObjectNode json(Finding it) {
        ObjectNode json =
                Json.object()
                        .put("kind", it.kind().word())
                        .put("revision", it.revision())
                        .put("lastRevision", it.lastRevision())
                        .put("key", it.key())
                        .put("place", it.place().toString());
        it.other().map(RecordOffset::toString).ifPresent(other -> json.put("other", other));
        return json.put("words", it.words());
    }
}
