package io.flaghoist.evaluation;

import io.flaghoist.schemas.wire.Segment;
import io.flaghoist.schemas.wire.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A compiled target group.
 *
 * @param servingRules by ascending priority; if there are any, {@code rules} are ignored
 * @param rules the old form: one match is sufficient
 * @param asksAboutGroups whether membership depends on membership in other groups
 * @param refusal why upstream's group is refused, if this is its placeholder; else null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CompiledSegment(
        String identifier,
        Set<String> included,
        Set<String> excluded,
        CompiledClause[][] servingRules,
        CompiledClause[] rules,
        boolean asksAboutGroups,
        @Nullable String refusal) {

    static CompiledSegment of(Segment segment, Patterns patterns) {
        CompiledClause[][] servingRules =
                Configs.list(segment.servingRules()).stream()
                        .sorted(Comparator.comparingLong(rule -> Configs.number(rule.priority())))
                        .map(rule -> CompiledClause.of(rule.clauses(), patterns))
                        .toArray(CompiledClause[][]::new);
        CompiledClause[] rules = CompiledClause.of(segment.rules(), patterns);
        return new CompiledSegment(
                Configs.text(segment.identifier()),
                identifiers(segment.included()),
                identifiers(segment.excluded()),
                servingRules,
                rules,
                Stream.concat(Stream.of(servingRules), Stream.<CompiledClause[]>of(rules))
                        .anyMatch(CompiledClause::asksAboutGroups),
                Configs.refusal(segment.refused()));
    }

    /** An empty group. */
    static CompiledSegment empty(String identifier) {
        return new CompiledSegment(
                identifier,
                Set.of(),
                Set.of(),
                new CompiledClause[0][],
                new CompiledClause[0],
                false,
                null);
    }

    private static Set<String> identifiers(@Nullable List<Target> targets) {
        return Configs.list(targets).stream()
                .map(target -> Configs.text(target.identifier()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The limit that one of its patterns exceeds; null if none. */
    @Nullable String limit() {
        return CompiledClause.limit(
                Stream.concat(Stream.of(servingRules), Stream.<CompiledClause[]>of(rules))
                        .flatMap(Stream::of));
    }

    /** The groups that this one refers to. */
    List<String> groups() {
        return Stream.concat(Stream.of(servingRules), Stream.<CompiledClause[]>of(rules))
                .flatMap(Stream::of)
                .filter(CompiledClause.OnGroups.class::isInstance)
                .flatMap(clause -> clause.values().stream())
                .toList();
    }

    /** Whether a rule includes the target. */
    boolean admits(EvaluationTarget target, Memberships memberships) {
        return admittingRule(target, memberships) >= 0;
    }

    /**
     * The index of the first rule that includes the target; negative if there is none. A serving
     * rule without clauses includes nobody.
     */
    int admittingRule(EvaluationTarget target, Memberships memberships) {
        for (int i = 0; i < servingRules.length; i++) {
            CompiledClause[] clauses = servingRules[i];
            if (clauses.length > 0 && CompiledClause.all(clauses, target, memberships)) {
                return i;
            }
        }
        if (servingRules.length == 0) {
            for (int i = 0; i < rules.length; i++) {
                if (rules[i].matches(target, memberships)) {
                    return i;
                }
            }
        }
        return -1;
    }
}
