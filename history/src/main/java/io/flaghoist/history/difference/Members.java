package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists of targets or groups, of which people want to know who came and who went. */
record Members(DifferenceCollector findings) {
    /** So many members are told one by one when something about them changes. */
    private static final int FEW = 20;

    /** How a line says that these came, or went. */
    interface Sentence extends Function<List<String>, String> {}

    static String identifier(JsonNode target) {
        return target.path("identifier").asText("");
    }

    /** {@code + `a`, `b`; - `c`}, with what there is. */
    static String signed(List<String> added, List<String> removed) {
        return Stream.of(
                        added.isEmpty() ? "" : "+ " + Words.names(added),
                        removed.isEmpty() ? "" : "- " + Words.names(removed))
                .filter(side -> !side.isEmpty())
                .collect(Collectors.joining("; "));
    }

    void targets(ComparedNode list, String context, String label, Sentence came, Sentence went) {
        findings.tell(
                list,
                context,
                label,
                both ->
                        Matching.ofObjects(both, Members::identifier)
                                .ifPresent(m -> tell(m, both, context + label, came, went)));
    }

    void groups(ComparedNode list, String context, String label, Sentence came, Sentence went) {
        findings.tell(
                list,
                context,
                label,
                both ->
                        Matching.ofTexts(both)
                                .ifPresent(m -> tell(m, both, context + label, came, went)));
    }

    private void tell(
            Matching matching, ComparedNode list, String what, Sentence came, Sentence went) {
        all(matching.added())
                .ifPresent(
                        added -> findings.add(list.path(), null, added, came.apply(names(added))));
        all(matching.removed())
                .ifPresent(removed ->
                        findings.add(list.path(), removed, null, went.apply(names(removed))));
        changed(matching.survivors().stream().filter(both -> !both.same()).toList(), list, what);
        if (matching.reordered()) {
            findings.add(
                    list.path().order(), list.before(), list.after(), what + " in another order");
        }
    }

    private void changed(List<ComparedNode> members, ComparedNode list, String what) {
        if (members.size() > FEW) {
            findings.add(
                    list,
                    what
                            + ": details of "
                            + Words.names(members.stream().map(Members::name).toList()));
            return;
        }
        for (ComparedNode member : members) {
            findings.rest(member, what + " " + Words.quoted(name(member)) + ": ", Set.of());
        }
    }

    private static String name(ComparedNode member) {
        return member.after() == null ? "" : name(member.after());
    }

    private static String name(JsonNode member) {
        return member.isTextual() ? member.textValue() : identifier(member);
    }

    private static List<String> names(JsonNode members) {
        return members.valueStream().map(Members::name).toList();
    }

    private static Optional<ArrayNode> all(List<JsonNode> nodes) {
        return nodes.isEmpty()
                ? Optional.empty()
                : Optional.of(JsonNodeFactory.instance.arrayNode().addAll(nodes));
    }
}
