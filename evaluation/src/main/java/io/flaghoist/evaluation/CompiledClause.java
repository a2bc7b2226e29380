package io.flaghoist.evaluation;

import io.flaghoist.schemas.wire.Clause;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A compiled condition. {@code negate} is ignored, as in all SDKs (evaluation.md, 2.5). */
sealed interface CompiledClause {
    /** The attribute; empty for target groups. */
    String attribute();

    String operator();

    List<String> values();

    boolean matches(EvaluationTarget target, Memberships memberships);

    /** Compares an attribute's text; an empty one never matches. */
    record OnAttribute(String attribute, String operator, List<String> values, TextTest test)
            implements CompiledClause {
        @Override
        public boolean matches(EvaluationTarget target, Memberships memberships) {
            String text = target.text(attribute);
            return !text.isEmpty() && test.matches(text);
        }
    }

    /** Checks whether the target is in one of the groups {@link #values()}. */
    record OnGroups(List<String> values) implements CompiledClause {
        static final String OPERATOR = "segmentMatch";

        @Override
        public String attribute() {
            return "";
        }

        @Override
        public String operator() {
            return OPERATOR;
        }

        @Override
        public boolean matches(EvaluationTarget target, Memberships memberships) {
            return memberships.inAny(values);
        }
    }

    static CompiledClause of(Clause clause, Patterns patterns) {
        String operator = Configs.text(clause.op());
        List<String> values = Configs.list(clause.values());
        return operator.equals(OnGroups.OPERATOR)
                ? new OnGroups(values)
                : new OnAttribute(
                        Configs.text(clause.attribute()),
                        operator,
                        values,
                        TextTest.of(operator, values, patterns));
    }

    static CompiledClause[] of(@Nullable List<Clause> clauses, Patterns patterns) {
        return Configs.list(clauses).stream()
                .map(clause -> of(clause, patterns))
                .toArray(CompiledClause[]::new);
    }

    /** The limit that the first of {@code clauses} exceeds; null if none. */
    static @Nullable String limit(Stream<CompiledClause> clauses) {
        return clauses.filter(OnAttribute.class::isInstance)
                .map(clause -> Patterns.limit(((OnAttribute) clause).test()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Whether all match; true if there are none. */
    static boolean all(CompiledClause[] clauses, EvaluationTarget target, Memberships memberships) {
        for (CompiledClause clause : clauses) {
            if (!clause.matches(target, memberships)) {
                return false;
            }
        }
        return true;
    }

    static boolean asksAboutGroups(CompiledClause[] clauses) {
        for (CompiledClause clause : clauses) {
            if (clause instanceof OnGroups) {
                return true;
            }
        }
        return false;
    }
}
