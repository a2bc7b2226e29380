package io.flaghoist.history.decision;

import io.flaghoist.evaluation.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The way to a decision, step by step, in words. */
public final class ExplanationText {
    private ExplanationText() {}

    /** A line for each step, in the order in which they were taken. */
    public static List<String> of(Explanation explanation) {
        var lines = new ArrayList<String>();
        explanation.steps().forEach(step -> add(step, lines));
        return lines;
    }

    private static void add(Explanation.Step step, List<String> lines) {
        switch (step) {
            case Explanation.Prerequisite it -> lines.add(prerequisite(it));
            case Explanation.Refused(var reason) ->
                    lines.add(
                            "Harness's version of the flag is refused, and nothing is served for it: "
                                    + reason);
            case Explanation.State(var state, var on) ->
                    lines.add(
                            on
                                    ? "the flag is on"
                                    : "the flag is off (state `%s`): it serves its off variation"
                                            .formatted(state));
            case Explanation.TargetMapEntry it -> {
                lines.add(
                        "target map for `%s`: %s"
                                .formatted(
                                        it.variation(),
                                        it.listed()
                                                ? "lists the target"
                                                : it.matched()
                                                        ? "by a group"
                                                        : "does not list it"));
                groups(it.groups(), lines);
            }
            case Explanation.Rule it -> rule(it, lines);
            case Explanation.Default(var serve) ->
                    lines.add("no rule decided; by default: " + serve(serve));
        }
    }

    private static String prerequisite(Explanation.Prerequisite it) {
        String is = it.variation() == null ? "" : " (it is `" + it.variation() + "`)";
        return "`%s` requires `%s` to be %s: %s%s"
                .formatted(
                        it.of(),
                        it.feature(),
                        quoted(it.accepts()),
                        switch (it.answer()) {
                            case MET -> "met";
                            case UNMET -> "not met, so the flag is off";
                            case REFUSED ->
                                    "that is refused ("
                                            + it.refusal()
                                            + "), which counts as not met, so the flag is off";
                            case UNKNOWN_FLAG -> "there is no such flag, which counts as met";
                            case CANNOT_BE_EVALUATED ->
                                    "that cannot be evaluated, which counts as met";
                        },
                        is);
    }

    private static void rule(Explanation.Rule it, List<String> lines) {
        Explanation.Serve serve = it.serve();
        lines.add(
                "rule %d (priority %d): %s"
                        .formatted(
                                it.rule() + 1,
                                it.priority(),
                                !it.matched()
                                        ? "does not match"
                                        : serve == null
                                                ? "matches and serves nothing"
                                                : "matches: " + serve(serve)));
        for (Explanation.Clause clause : it.clauses()) {
            lines.add("    " + clause(clause));
            groups(clause.groups(), lines);
        }
    }

    private static String clause(Explanation.Clause it) {
        String subject = it.attribute().isEmpty() ? "the target" : "`" + it.attribute() + "`";
        String text = it.text() == null ? "" : ", which is `" + it.text() + "`";
        return "%s %s %s%s: %s"
                .formatted(
                        subject, it.op(), quoted(it.values()), text, it.matched() ? "yes" : "no");
    }

    private static void groups(List<Explanation.Group> groups, List<String> lines) {
        for (Explanation.Group it : groups) {
            lines.add(
                    "        group `%s`: %s"
                            .formatted(
                                    it.group(),
                                    switch (it.answer()) {
                                        case UNKNOWN_GROUP -> "there is no such group";
                                        case REFUSED -> "refused, nobody is in it: " + it.refusal();
                                        case EXCLUDED -> "the target is excluded";
                                        case INCLUDED -> "the target is included";
                                        case BY_SERVING_RULE, BY_RULE ->
                                                "a member by its rule"
                                                        + (it.rule() == null
                                                                ? ""
                                                                : " " + (it.rule() + 1));
                                        case OUTSIDE -> "not a member";
                                    }));
        }
    }

    private static String serve(Explanation.Serve serve) {
        Explanation.Distribution rollout = serve.distribution();
        if (rollout == null) {
            return "`" + serve.variation() + "`";
        }
        String shares =
                rollout.shares().stream()
                        .map(it -> "`%s` up to %d".formatted(it.variation(), it.boundary()))
                        .collect(Collectors.joining(", "));
        return "rollout by `%s`: bucket %d of %s → `%s`"
                .formatted(rollout.attribute(), rollout.bucket(), shares, rollout.variation());
    }

    private static String quoted(List<String> values) {
        return values.stream().map(it -> "`" + it + "`").collect(Collectors.joining(", "));
    }
}
