package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The conditions of a rule. */
record Clauses(DifferenceCollector findings) {
    /** So many values of a list are still told in full when one of them changes. */
    private static final int SHORT_LIST = 4;

    private static final Set<String> LISTS = Set.of("in", "segmentMatch");

    /** All of {@code clauses}, joined by {@code and}; empty if there are none, or it is no list. */
    static Optional<String> inWords(JsonNode clauses) {
        return clauses.isArray() && !clauses.isEmpty()
                ? Optional.of(
                        clauses.valueStream()
                                .map(ClauseWords::of)
                                .collect(Collectors.joining(" and ")))
                : Optional.empty();
    }

    void tell(ComparedNode clauses, String context) {
        findings.tell(
                clauses,
                context,
                "clauses",
                both ->
                        Matching.ofObjects(both, Clauses::key)
                                .ifPresent(m -> tell(m, both, context)));
    }

    /**
     * People know a condition by what it asks about; its id is no help, for it is not always there
     * and not always kept.
     */
    private static String key(JsonNode clause) {
        return clause.path("op").asText("").equals("segmentMatch")
                ? "segmentMatch"
                : clause.path("attribute").asText("");
    }

    private void tell(Matching matching, ComparedNode clauses, String context) {
        List<JsonNode> added = matching.added();
        List<JsonNode> removed = matching.removed();
        matching.survivors().forEach(clause -> changed(clause, context));
        if (added.size() == 1 && removed.size() == 1) {
            findings.add(
                    clauses.path(),
                    removed.getFirst(),
                    added.getFirst(),
                    context
                            + "condition "
                            + ClauseWords.of(removed.getFirst())
                            + " → "
                            + ClauseWords.of(added.getFirst()));
        } else {
            for (Matching.Pair pair : matching.pairs()) {
                pair.both().only().ifPresent(one -> came(pair, one, context));
            }
        }
        if (matching.reordered()) {
            findings.add(
                    clauses.path().order(),
                    clauses.before(),
                    clauses.after(),
                    context + "conditions in another order");
        }
    }

    private void came(Matching.Pair pair, JsonNode clause, String context) {
        String what = pair.both().isAdded() ? "condition added: " : "condition removed: ";
        findings.add(pair.both(), context + what + ClauseWords.of(clause));
    }

    private void changed(ComparedNode clause, String context) {
        if (clause.before() == null || clause.after() == null) {
            return;
        }
        String subject = ClauseWords.subject(clause.after());
        String here = context + "condition" + (subject.isEmpty() ? "" : " " + subject);
        question(clause, here, clause.before(), clause.after());
        if (!clause.field("negate").same()) {
            boolean is = clause.after().path("negate").asBoolean(false);
            findings.add(
                    clause.field("negate"),
                    here + (is ? " now" : " no longer") + " negated, which SDKs ignore");
        }
        findings.rest(clause, here + ": ", Set.of("op", "values", "negate"));
    }

    private void question(ComparedNode clause, String here, JsonNode before, JsonNode after) {
        ComparedNode op = clause.field("op");
        ComparedNode values = clause.field("values");
        if (op.same() && values.same()) {
            return;
        }
        ComparedNode told = op.same() ? values : values.same() ? op : clause;
        String words =
                cameAndWent(values, op)
                        .map(list -> ClauseWords.listVerb(after) + ": " + list)
                        .orElseGet(() -> ClauseWords.change(before, after));
        findings.add(told, here + " " + words);
    }

    /** Of a long list only what came and went; empty for anything else. */
    private static Optional<String> cameAndWent(ComparedNode values, ComparedNode op) {
        boolean isList = op.same() && op.after() != null && LISTS.contains(op.after().asText(""));
        if (!isList || !values.are(list -> list.size() > SHORT_LIST)) {
            return Optional.empty();
        }
        return Matching.ofTexts(values)
                .filter(matching -> !matching.reordered())
                .map(matching ->
                        Members.signed(texts(matching.added()), texts(matching.removed())));
    }

    private static List<String> texts(List<JsonNode> nodes) {
        return nodes.stream().map(JsonNode::asText).toList();
    }
}
