package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The values that a flag can have. */
record Variations(DifferenceCollector findings) {
    void tell(ComparedNode variations) {
        findings.tell(
                variations,
                "",
                "variations",
                both ->
                        Matching.ofObjects(both, Members::identifier)
                                .ifPresent(m -> tell(m, both)));
    }

    private void tell(Matching matching, ComparedNode variations) {
        for (Matching.Pair pair : matching.pairs()) {
            pair.both()
                    .only()
                    .ifPresentOrElse(one -> came(pair.both(), one), () -> changed(pair.both()));
        }
        if (matching.reordered()) {
            findings.add(
                    variations.path().order(),
                    variations.before(),
                    variations.after(),
                    "variations in another order");
        }
    }

    private void came(ComparedNode both, JsonNode variation) {
        findings.add(
                both,
                "variation "
                        + Words.quoted(Members.identifier(variation))
                        + (both.isAdded() ? " added: value " : " removed: value ")
                        + Words.value(variation.path("value")));
    }

    private void changed(ComparedNode variation) {
        JsonNode after = variation.after();
        String context =
                "variation " + Words.quoted(after == null ? "" : Members.identifier(after)) + ": ";
        new VariationValue(findings).tell(variation.field("value"), context);
        findings.named(variation.field("name"), context, "name");
        findings.named(variation.field("description"), context, "description");
        findings.rest(variation, context, Set.of("value", "name", "description"));
    }
}
