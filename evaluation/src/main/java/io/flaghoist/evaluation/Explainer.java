package io.flaghoist.evaluation;

import io.flaghoist.evaluation.Explanation.GroupAnswer;
import io.flaghoist.evaluation.Explanation.PrerequisiteAnswer;
import io.flaghoist.evaluation.Explanation.Step;
import io.flaghoist.schemas.shape.Identifiers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates exactly as described in evaluation.md, and records each step. Slower than {@link
 * TargetEvaluation}; a property test verifies that both have the same result.
 */
final class Explainer {
    private final long revision;
    private final CompiledFlags flags;
    private final CompiledSegments segments;
    private final TargetEvaluation pass;
    private final List<Step> steps = new ArrayList<>();

    Explainer(
            long revision,
            CompiledFlags flags,
            CompiledSegments segments,
            @Nullable EvaluationTarget target) {
        this.revision = revision;
        this.flags = flags;
        this.segments = segments;
        this.pass = TargetEvaluation.one(flags, segments, target);
    }

    Explanation explain(String flag) {
        Evaluation result = evaluate(flag);
        EvaluationTarget target = pass.target();
        return new Explanation(
                flag,
                revision,
                target == null ? null : target.identifier(),
                List.copyOf(steps),
                result);
    }

    private Evaluation evaluate(String identifier) {
        int place = flags.place(identifier);
        if (place < 0) {
            return new Evaluation.Failed(identifier, Evaluation.Reason.UNKNOWN_FLAG);
        }
        CompiledFlag flag = flags.at(place);
        if (!areMet(flag)) {
            return flag.off();
        }
        String refusal = flag.refusal();
        if (refusal != null) {
            steps.add(new Explanation.Refused(refusal));
            return pass.direct(place);
        }
        steps.add(new Explanation.State(flag.state(), flag.isOn()));
        if (flag.isOn()) {
            choose(flag);
        }
        return pass.direct(place);
    }

    private boolean areMet(CompiledFlag root) {
        Set<CompiledFlag> seen = new HashSet<>(Set.of(root));
        Deque<CompiledFlag> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            CompiledFlag flag = open.poll();
            for (CompiledFlag.Prerequisite prerequisite : flag.prerequisites()) {
                PrerequisiteAnswer answer = ask(flag, prerequisite);
                if (answer == PrerequisiteAnswer.UNMET || answer == PrerequisiteAnswer.REFUSED) {
                    return false;
                }
                if (answer != PrerequisiteAnswer.MET) {
                    break;
                }
                CompiledFlag next = flags.at(flags.place(prerequisite.feature()));
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return true;
    }

    private PrerequisiteAnswer ask(CompiledFlag of, CompiledFlag.Prerequisite prerequisite) {
        int place = flags.place(prerequisite.feature());
        String variation =
                place >= 0 && pass.direct(place) instanceof Served served
                        ? served.identifier()
                        : null;
        String refusal = refusal(prerequisite, place);
        PrerequisiteAnswer answer = answer(prerequisite, place, variation, refusal);
        steps.add(
                new Explanation.Prerequisite(
                        of.identifier(),
                        Objects.requireNonNullElse(prerequisite.refused(), prerequisite.feature()),
                        prerequisite.variations().stream().sorted().toList(),
                        refusal == null ? variation : null,
                        answer,
                        refusal));
        return answer;
    }

    private @Nullable String refusal(CompiledFlag.Prerequisite prerequisite, int place) {
        String refused = prerequisite.refused();
        if (refused != null) {
            return "its identifier " + Identifiers.flaw(refused);
        }
        return place < 0 ? null : flags.at(place).refusal();
    }

    private static PrerequisiteAnswer answer(
            CompiledFlag.Prerequisite prerequisite,
            int place,
            @Nullable String variation,
            @Nullable String refusal) {
        if (place < 0) {
            return PrerequisiteAnswer.UNKNOWN_FLAG;
        }
        if (refusal != null && (prerequisite.refused() == null || variation != null)) {
            return PrerequisiteAnswer.REFUSED;
        }
        if (variation == null) {
            return PrerequisiteAnswer.CANNOT_BE_EVALUATED;
        }
        return prerequisite.variations().contains(variation)
                ? PrerequisiteAnswer.MET
                : PrerequisiteAnswer.UNMET;
    }

    private void choose(CompiledFlag flag) {
        EvaluationTarget target = pass.target();
        Memberships memberships = pass.memberships();
        boolean decided =
                target != null
                        && memberships != null
                        && (isMapped(flag.targetMap(), target, memberships)
                                || isRuled(flag, target, memberships));
        if (!decided) {
            steps.add(
                    new Explanation.Default(
                            serve(flag.defaultVariation(), flag.defaultRollout(), target)));
        }
    }

    private boolean isMapped(TargetMap map, EvaluationTarget target, Memberships memberships) {
        for (int i = 0; i < map.entries().size(); i++) {
            TargetMap.Entry entry = map.entries().get(i);
            boolean listed = map.entryByName(target) == i;
            boolean matched = listed || memberships.inAny(entry.groups());
            steps.add(
                    new Explanation.TargetMapEntry(
                            i,
                            entry.variation(),
                            listed,
                            listed ? List.of() : groups(entry.groups(), target, memberships),
                            matched));
            if (matched) {
                return entry.outcome() != null;
            }
        }
        return false;
    }

    private boolean isRuled(CompiledFlag flag, EvaluationTarget target, Memberships memberships) {
        CompiledRule[] rules = flag.rules();
        for (int i = 0; i < rules.length; i++) {
            CompiledRule rule = rules[i];
            List<Explanation.Clause> clauses = clauses(rule.clauses(), target, memberships);
            boolean matched = clauses.stream().allMatch(Explanation.Clause::matched);
            steps.add(
                    new Explanation.Rule(
                            i,
                            rule.ruleId(),
                            rule.priority(),
                            clauses,
                            matched,
                            matched ? serve(rule.variation(), rule.rollout(), target) : null));
            if (matched && rule.serves()) {
                return rule.choose(target) != null;
            }
        }
        return false;
    }

    private List<Explanation.Clause> clauses(
            CompiledClause[] clauses, EvaluationTarget target, Memberships memberships) {
        var answers = new ArrayList<Explanation.Clause>();
        for (CompiledClause clause : clauses) {
            boolean matched = clause.matches(target, memberships);
            answers.add(
                    switch (clause) {
                        case CompiledClause.OnAttribute(var attribute, var op, var values, _) ->
                                new Explanation.Clause(
                                        attribute,
                                        op,
                                        values,
                                        target.text(attribute),
                                        matched,
                                        List.of());
                        case CompiledClause.OnGroups(var values) ->
                                new Explanation.Clause(
                                        clause.attribute(),
                                        clause.operator(),
                                        values,
                                        null,
                                        matched,
                                        groups(values, target, memberships));
                    });
            if (!matched) {
                break;
            }
        }
        return answers;
    }

    /** Only evaluated groups: an exclusion or a membership ends the list. */
    private List<Explanation.Group> groups(
            List<String> groups, EvaluationTarget target, Memberships memberships) {
        var answers = new ArrayList<Explanation.Group>();
        for (String group : groups) {
            Explanation.Group answer = group(group, target, memberships);
            answers.add(answer);
            if (answer.answer() != GroupAnswer.UNKNOWN_GROUP
                    && answer.answer() != GroupAnswer.REFUSED
                    && answer.answer() != GroupAnswer.OUTSIDE) {
                break;
            }
        }
        return answers;
    }

    private Explanation.Group group(
            String identifier, EvaluationTarget target, Memberships memberships) {
        int place = segments.place(identifier);
        if (place < 0) {
            return new Explanation.Group(identifier, GroupAnswer.UNKNOWN_GROUP, null, null);
        }
        CompiledSegment segment = segments.at(place);
        return switch (memberships.at(place)) {
            case EXCLUDED -> new Explanation.Group(identifier, GroupAnswer.EXCLUDED, null, null);
            case OUTSIDE ->
                    new Explanation.Group(
                            identifier,
                            segment.refusal() == null ? GroupAnswer.OUTSIDE : GroupAnswer.REFUSED,
                            null,
                            segment.refusal());
            case MEMBER ->
                    segment.included().contains(target.identifier())
                            ? new Explanation.Group(identifier, GroupAnswer.INCLUDED, null, null)
                            : new Explanation.Group(
                                    identifier,
                                    segment.servingRules().length > 0
                                            ? GroupAnswer.BY_SERVING_RULE
                                            : GroupAnswer.BY_RULE,
                                    segment.admittingRule(target, memberships),
                                    null);
        };
    }

    private static Explanation.Serve serve(
            @Nullable String variation,
            @Nullable Rollout rollout,
            @Nullable EvaluationTarget target) {
        return new Explanation.Serve(
                variation, rollout == null ? null : distribution(rollout, target));
    }

    private static Explanation.Distribution distribution(
            Rollout rollout, @Nullable EvaluationTarget target) {
        List<String> variations = rollout.variations();
        long[] boundaries = rollout.boundaries();
        int share = rollout.share(target);
        return new Explanation.Distribution(
                rollout.bucketBy(),
                target == null ? rollout.bucketBy() : rollout.attribute(target),
                rollout.bucket(target),
                IntStream.range(0, boundaries.length)
                        .mapToObj(i -> new Explanation.Share(variations.get(i), boundaries[i]))
                        .toList(),
                share < 0 ? null : variations.get(share));
    }
}
