package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What differs between the conditions of a rule. */
record ClauseDifferences(DifferenceCollector findings) {
    /** Up to this many values of a list are repeated when one of them changes. */
    private static final int SHORT_LIST = 4;

    private static final Set<String> LISTS = Set.of("in", "segmentMatch");

    void describe(ComparedNode clauses, String context) {
        findings.matched(
                clauses,
                context,
                "clauses",
                ClauseDifferences::key,
                matching -> describe(matching, clauses, context));
    }

    /** Its attribute identifies a condition: it does not always have an id, and may get another. */
    private static @Nullable String key(JsonNode clause) {
        if (!clause.isObject()) {
            return null;
        }
        return ClauseTexts.isAboutGroups(clause)
                ? "segmentMatch"
                : clause.path("attribute").asText("");
    }

    private void describe(Matching matching, ComparedNode clauses, String context) {
        matching.survivors().forEach(clause -> changed(clause, context));
        if (matching.added().size() == 1 && matching.removed().size() == 1) {
            JsonNode removed = matching.removed().getFirst();
            JsonNode added = matching.added().getFirst();
            String change = ClauseTexts.of(removed) + " → " + ClauseTexts.of(added);
            findings.add(clauses.path(), removed, added, context + "condition " + change);
        } else {
            matching.pairs().stream()
                    .filter(pair -> !pair.survives())
                    .forEach(pair -> cameOrWent(pair.both(), context));
        }
        if (matching.reordered()) {
            findings.order(clauses, context + "conditions in another order");
        }
    }

    private void cameOrWent(ComparedNode clause, String context) {
        String how = clause.isAdded() ? "condition added: " : "condition removed: ";
        findings.add(clause, context + how + ClauseTexts.of(clause.either()));
    }

    private void changed(ComparedNode clause, String context) {
        String subject = ClauseTexts.subject(clause.either());
        String here = context + "condition" + (subject.isEmpty() ? "" : " " + subject);
        question(clause, here);
        ComparedNode negate = clause.field("negate");
        if (!negate.same()) {
            boolean is = clause.either().path("negate").asBoolean(false);
            String how = is ? " now negated" : " no longer negated";
            findings.add(negate, here + how + ", which SDKs ignore");
        }
        findings.rest(clause, here + ": ", Set.of("op", "values", "negate"));
    }

    private void question(ComparedNode clause, String here) {
        ComparedNode op = clause.field("op");
        ComparedNode values = clause.field("values");
        JsonNode before = clause.before();
        if (before == null || (op.same() && values.same())) {
            return;
        }
        JsonNode after = clause.either();
        String verb = ClauseTexts.isAboutGroups(after) ? "in one of the groups: " : "is one of: ";
        ComparedNode changed = op.same() ? values : values.same() ? op : clause;
        String text =
                cameAndWent(values, op)
                        .map(list -> verb + list)
                        .orElseGet(() -> ClauseTexts.change(before, after));
        findings.add(changed, here + " " + text);
    }

    /** Of a long list only what came and went; empty for anything else. */
    private static Optional<String> cameAndWent(ComparedNode values, ComparedNode op) {
        boolean isList = op.same() && op.after() != null && LISTS.contains(op.after().asText(""));
        if (!isList || !values.are(list -> list.size() > SHORT_LIST)) {
            return Optional.empty();
        }
        return Matching.of(values, Matching.Key.TEXT)
                .filter(matching -> !matching.reordered())
                .map(it ->
                        Stream.of(signed("+ ", it.added()), signed("- ", it.removed()))
                                .filter(side -> !side.isEmpty())
                                .collect(Collectors.joining("; ")));
    }

    private static String signed(String sign, List<JsonNode> values) {
        return values.isEmpty()
                ? ""
                : sign + Texts.names(values.stream().map(JsonNode::asText).toList());
    }
}
