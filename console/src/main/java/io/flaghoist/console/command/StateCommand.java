package io.flaghoist.console.command;

import io.flaghoist.history.JsonForms;
import io.flaghoist.history.difference.Differences;
import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.past.PastDocument;
import io.flaghoist.history.past.PastState;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code state}: the documents at a moment. */
@Command(
        name = "state",
        description =
                "The documents of an environment at a moment: a line each, or whole for selected documents or with JSON.",
        footer = {
            "",
            "  flaghoist state --at '2 hours ago'",
            "  flaghoist state --at 1842 --flag dark_mode"
        })
final class StateCommand extends RebuildingCommand {
    @Mixin private final KeyOptions keys = new KeyOptions();

    @Option(names = "--at", paramLabel = "MOMENT", description = "when: " + MOMENTS + " (now)")
    private @Nullable String moment;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        Set<DocumentKey> asked = keys.asked();
        PastState state = at(log, moment);
        List<PastDocument> documents =
                state.all().stream()
                        .filter(it -> asked.isEmpty() || asked.contains(it.document().key()))
                        .toList();
        requireAll(asked, state);
        out.remark(
                "%s at revision %d: %d documents"
                        .formatted(
                                state.environment(),
                                state.position().revision(),
                                state.documents().size()));
        for (PastDocument it : documents) {
            out.print(() -> text(it, !asked.isEmpty()), () -> JsonForms.of(state, it));
        }
        return ExitCode.DONE;
    }

    private static void requireAll(Set<DocumentKey> asked, PastState state)
            throws NotFoundException {
        String missing =
                asked.stream()
                        .filter(key -> !state.documents().containsKey(key))
                        .map(DocumentKey::text)
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new NotFoundException(
                    "There was no %s at revision %d. 'history --key …' shows whether it ever existed."
                            .formatted(missing, state.position().revision()));
        }
    }

    private static String text(PastDocument it, boolean isWhole) {
        Document document = it.document();
        String head =
                "%-32s %s%s"
                        .formatted(
                                document.key().text(),
                                Differences.summary(document),
                                it.since()
                                        .map(since -> " (since revision " + since.revision() + ")")
                                        .orElse(""));
        return isWhole
                ? head + System.lineSeparator() + document.body().tree().toPrettyString()
                : head;
    }
}
