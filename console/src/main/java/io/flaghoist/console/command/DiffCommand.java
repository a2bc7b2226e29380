package io.flaghoist.console.command;

import io.flaghoist.history.JsonForms;
import io.flaghoist.history.difference.Differences;
import io.flaghoist.history.difference.DocumentDifference;
import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.past.PastDocument;
import io.flaghoist.history.past.PastState;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diff}: what differs between two moments, or between two environments. */
@Command(
        name = "diff",
        description =
                "What differs between two moments of an environment, or between two environments, document by document.",
        footer = {
            "",
            "  flaghoist diff --from 'yesterday 18:00' --to now",
            "  flaghoist diff --env $STAGING --to-env $PRODUCTION"
        })
final class DiffCommand extends RebuildingCommand {
    @Mixin private final KeyOptions keys = new KeyOptions();

    @Option(
            names = "--from",
            paramLabel = "MOMENT",
            description = "the earlier one: " + MOMENTS + " (now)")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "MOMENT", description = "the later one (now)")
    private @Nullable String to;

    @Option(
            names = "--to-env",
            paramLabel = "ID",
            description =
                    "another environment to compare with, by its flags and groups alone; versions, times and ids are left out")
    private @Nullable String otherEnvironment;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        if (from == null && otherEnvironment == null) {
            throw new BadArgumentException(
                    "Give what to compare: --from MOMENT, --to-env ID, or both.");
        }
        List<DocumentDifference> differences = differences(log);
        for (DocumentDifference it : differences) {
            out.print(() -> text(log, it), () -> JsonForms.of(it));
        }
        if (differences.isEmpty()) {
            out.remark("No difference.");
        }
        return ExitCode.DONE;
    }

    private List<DocumentDifference> differences(EnvironmentLog log) throws Exception {
        List<Document> before = documents(at(log, from));
        if (otherEnvironment == null) {
            return Differences.between(before, documents(at(log, to)));
        }
        try (EnvironmentLog other = open(log.connection(), otherEnvironment)) {
            return Differences.acrossEnvironments(before, documents(at(other, to)));
        }
    }

    private List<Document> documents(PastState state) {
        Set<DocumentKey> asked = keys.asked();
        return state.all().stream()
                .map(PastDocument::document)
                .filter(it -> asked.isEmpty() || asked.contains(it.key()))
                .toList();
    }

    private String text(EnvironmentLog log, DocumentDifference it) {
        if (otherEnvironment == null) {
            return "%-8s %s".formatted(it.kind().word(), it.key().text())
                    + HistoryRows.text(it.differences());
        }
        return switch (it.kind()) {
            case CREATED -> it.key().text() + " is only in " + otherEnvironment;
            case REMOVED -> it.key().text() + " is only in " + log.environment();
            case REPLACED -> it.key().text() + " differs" + HistoryRows.text(it.differences());
        };
    }
}
