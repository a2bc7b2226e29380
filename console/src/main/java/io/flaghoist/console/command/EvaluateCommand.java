package io.flaghoist.console.command;

import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.history.decision.ChangedEvaluation;
import io.flaghoist.history.decision.NamedTarget;
import io.flaghoist.history.decision.NamedTarget.NotATargetException;
import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.past.PastState;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evaluate}: what a target gets now, got at some time, or gets differently. */
@Command(
        name = "evaluate",
        description =
                "The values of flags for a target, now or at any moment, and why; or for which of many targets they differ between two moments. Evaluates exactly as an edge does.",
        footer = {
            "",
            "  flaghoist evaluate --flag dark_mode --target '{\"identifier\":\"ann\",\"attributes\":{\"plan\":\"pro\"}}' --at '10m ago' --explain",
            "  flaghoist evaluate --flag dark_mode --targets customers.jsonl --between 'yesterday 18:00' now"
        })
final class EvaluateCommand extends RebuildingCommand {
    @Option(
            names = {"-f", "--flag"},
            paramLabel = "FLAG",
            description = "the flag; may be repeated (all flags)")
    private List<String> flags = new ArrayList<>();

    @Option(
            names = {"-t", "--target"},
            paramLabel = "JSON",
            description =
                    "the target as SDKs send it, or its identifier alone, or @FILE; may be repeated")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--targets",
            paramLabel = "FILE",
            description = "targets from a file: one a line, or a JSON array; - for standard input")
    private @Nullable Path targetsFile;

    @Option(names = "--at", paramLabel = "MOMENT", description = "when: " + MOMENTS + " (now)")
    private @Nullable String moment;

    @Option(
            names = "--between",
            arity = "2",
            paramLabel = "MOMENT",
            description = "two moments: prints only answers that differ, both of each")
    private List<String> between = new ArrayList<>();

    @Option(names = "--explain", description = "how each answer was found")
    private boolean isExplained;

    @Option(
            names = "--json-values",
            paramLabel = "FORM",
            defaultValue = "encoded",
            description =
                    "encoded or verbatim: the values of JSON flags, as the edge's jsonEvaluationValues (${DEFAULT-VALUE})")
    private JsonValues jsonValues = JsonValues.ENCODED;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        List<NamedTarget> asked = askedTargets();
        var rows = new EvaluationRows(out, jsonValues);
        return between.isEmpty() ? atOne(log, asked, rows) : atTwo(log, asked, rows, out);
    }

    private int atOne(EnvironmentLog log, List<NamedTarget> asked, EvaluationRows rows)
            throws Exception {
        PastState state = at(log, moment);
        warnIfIncomplete(state);
        Evaluator evaluator = Evaluator.of(state.image());
        List<String> names = flags.isEmpty() ? flagsOf(state) : requireIn(state);
        for (NamedTarget target : asked) {
            for (String flag : names) {
                if (isExplained) {
                    rows.print(state, target, evaluator.explain(flag, target.target()));
                } else {
                    rows.print(state, target, evaluator.evaluate(flag, target.target()));
                }
            }
        }
        return ExitCode.DONE;
    }

    private int atTwo(EnvironmentLog log, List<NamedTarget> asked, EvaluationRows rows, Output out)
            throws Exception {
        PastState before = at(log, between.getFirst());
        PastState after = at(log, between.getLast());
        var names = new TreeSet<String>(flags);
        if (flags.isEmpty()) {
            names.addAll(flagsOf(before));
            names.addAll(flagsOf(after));
        }
        var targetsThatDiffer = new TreeSet<String>();
        ChangedEvaluation.find(
                Evaluator.of(before.image()),
                Evaluator.of(after.image()),
                names,
                asked,
                it -> {
                    targetsThatDiffer.add(it.target());
                    rows.turned(before, after, it);
                });
        out.remark(
                "%d of %d targets get another answer at revision %d than at %d."
                        .formatted(
                                targetsThatDiffer.size(),
                                asked.size(),
                                after.position().revision(),
                                before.position().revision()));
        return ExitCode.DONE;
    }

    private void warnIfIncomplete(PastState state) {
        if (!state.image().isComplete()) {
            warn(
                    "At revision %d the environment was not complete: edges answered no SDK yet. This is what they would have answered."
                            .formatted(state.position().revision()));
        }
    }

    private static List<String> flagsOf(PastState state) {
        return state.documents().keySet().stream()
                .filter(key -> key.domain() == Domain.FLAG)
                .map(DocumentKey::identifier)
                .toList();
    }

    private List<String> requireIn(PastState state) throws NotFoundException {
        for (String flag : flags) {
            if (!state.documents().containsKey(Arguments.flag(flag))) {
                throw new NotFoundException(
                        "There was no flag %s at revision %d: SDKs returned the default in the code. 'history --flag %s' shows whether it ever existed."
                                .formatted(flag, state.position().revision(), flag));
            }
        }
        return flags;
    }

    private List<NamedTarget> askedTargets() {
        var asked = new ArrayList<NamedTarget>();
        try {
            for (String text : targets) {
                asked.add(
                        NamedTarget.read(
                                text.startsWith("@")
                                        ? Files.readString(Path.of(text.substring(1)))
                                        : text));
            }
            if (targetsFile != null) {
                asked.addAll(NamedTarget.readAll(content(targetsFile)));
            }
        } catch (IOException e) {
            throw new BadArgumentException("The targets cannot be read: " + e + ".");
        } catch (NotATargetException e) {
            throw new BadArgumentException(String.valueOf(e.getMessage()));
        }
        if (asked.isEmpty()) {
            throw new BadArgumentException(
                    "Give a target: --target '{\"identifier\":\"ann\"}' or --targets FILE.");
        }
        return asked;
    }

    private static String content(Path file) throws IOException {
        return file.equals(Path.of("-"))
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(file);
    }
}
