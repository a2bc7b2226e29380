package io.flaghoist.console.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.console.difference.Difference;
import io.flaghoist.console.difference.Differences;
import io.flaghoist.console.difference.DocumentDifference;
import io.flaghoist.console.log.EnvironmentLog;
import io.flaghoist.console.past.PastDocument;
import io.flaghoist.console.past.PastState;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.json.Json;
import java.util.List;
import java.util.Optional;
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
    private static final Set<String> OF_THE_ENVIRONMENT = Set.of("environment", "version");

    @Mixin private final KeyOptions keys = new KeyOptions();

    @Option(
            names = "--from",
            paramLabel = "MOMENT",
            description = "the earlier one: " + MomentOptions.FORMS + " (now)")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "MOMENT", description = "the later one (now)")
    private @Nullable String to;

    @Option(
            names = "--to-env",
            paramLabel = "ID",
            description =
                    "another environment to compare with; its API keys and its own record are left out")
    private @Nullable String otherEnvironment;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        if (from == null && otherEnvironment == null) {
            throw new BadArgumentException(
                    "Say what to compare: --from MOMENT, --to-env ID, or both.");
        }
        PastState earlier = at(log, from);
        List<DocumentDifference> differences =
                Differences.between(documents(earlier), documents(later(log))).stream()
                        .flatMap(it -> meant(it).stream())
                        .toList();
        for (DocumentDifference it : differences) {
            out.tell(() -> text(it), () -> json(it));
        }
        if (differences.isEmpty()) {
            out.remark("No difference.");
        }
        return ExitCode.DONE;
    }

    private PastState later(EnvironmentLog log) throws Exception {
        if (otherEnvironment == null) {
            return at(log, to);
        }
        try (EnvironmentLog other = open(log.connection(), otherEnvironment)) {
            return at(other, to);
        }
    }

    private List<Document> documents(PastState state) {
        Set<DocumentKey> asked = keys.asked();
        return state.all().stream()
                .map(PastDocument::document)
                .filter(it -> asked.isEmpty() || asked.contains(it.key()))
                .filter(it -> otherEnvironment == null || isShared(it.key().domain()))
                .toList();
    }

    /**
     * Two environments' documents always differ in their environment and in how often they changed.
     */
    private Optional<DocumentDifference> meant(DocumentDifference it) {
        if (otherEnvironment == null) {
            return Optional.of(it);
        }
        List<Difference> left =
                it.differences().stream()
                        .filter(difference -> !OF_THE_ENVIRONMENT.contains(difference.path()))
                        .toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new DocumentDifference(it.key(), it.kind(), left));
    }

    /** Whether two environments could mean the same by it. */
    private static boolean isShared(Domain domain) {
        return switch (domain) {
            case FLAG, SEGMENT -> true;
            case API_KEY, ENVIRONMENT -> false;
        };
    }

    private static String text(DocumentDifference it) {
        return "%-8s %s".formatted(it.kind().word(), it.key().text())
                + DifferenceRows.text(it.differences());
    }

    private static ObjectNode json(DocumentDifference it) {
        ObjectNode json =
                Json.object()
                        .put("key", it.key().text())
                        .put("domain", it.key().domain().word())
                        .put("identifier", it.key().identifier())
                        .put("kind", it.kind().word());
        json.set("differences", DifferenceRows.json(it.differences()));
        return json;
    }
}
