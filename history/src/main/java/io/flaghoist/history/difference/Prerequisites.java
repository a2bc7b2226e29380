package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** The flags that must have a certain value before a flag is asked. */
record Prerequisites(DifferenceCollector findings) {
    void tell(ComparedNode prerequisites) {
        findings.tell(
                prerequisites,
                "",
                "prerequisites",
                both ->
                        Matching.ofObjects(both, one -> one.path("feature").asText(""))
                                .ifPresent(m -> tell(m, both)));
    }

    private void tell(Matching matching, ComparedNode prerequisites) {
        for (Matching.Pair pair : matching.pairs()) {
            pair.both()
                    .only()
                    .ifPresentOrElse(
                            one ->
                                    findings.add(
                                            pair.both(),
                                            (pair.both().isAdded() ? "now" : "no longer")
                                                    + " requires "
                                                    + requirement(one)),
                            () -> changed(pair.both()));
        }
        if (matching.reordered()) {
            findings.add(
                    prerequisites.path().order(),
                    prerequisites.before(),
                    prerequisites.after(),
                    "prerequisites in another order");
        }
    }

    private void changed(ComparedNode both) {
        if (both.before() == null || both.after() == null) {
            return;
        }
        String feature = Words.quoted(both.after().path("feature").asText(""));
        ComparedNode variations = both.field("variations");
        if (!variations.same() && variations.are(JsonNode::isArray)) {
            findings.add(
                    variations,
                    "requires "
                            + feature
                            + " to be "
                            + accepted(both.before())
                            + " → "
                            + accepted(both.after()));
        }
        Set<String> told = variations.are(JsonNode::isArray) ? Set.of("variations") : Set.of();
        findings.rest(both, "requires " + feature + ": ", told);
    }

    private static String requirement(JsonNode prerequisite) {
        return Words.quoted(prerequisite.path("feature").asText(""))
                + " to be "
                + accepted(prerequisite);
    }

    private static String accepted(JsonNode prerequisite) {
        List<String> variations =
                prerequisite.path("variations").valueStream().map(JsonNode::asText).toList();
        return variations.isEmpty() ? "nothing, so never met" : Words.choice(variations);
    }
}
