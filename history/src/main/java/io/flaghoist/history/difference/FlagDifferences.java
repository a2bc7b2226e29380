package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What differs between two versions of a flag, in the order in which one reads a flag. */
record FlagDifferences(DifferenceCollector findings) {
    private static final Set<String> KNOWN =
            Set.of(
                    "state",
                    "kind",
                    "variations",
                    "offVariation",
                    "defaultServe",
                    "variationToTargetMap",
                    "rules",
                    "prerequisites",
                    "name",
                    "description",
                    "archived",
                    "version");

    void tell(ComparedNode flag) {
        state(flag.field("state"));
        findings.named(flag.field("kind"), "", "kind");
        new Variations(findings).tell(flag.field("variations"));
        new Serves(findings)
                .tell(flag.field("defaultServe"), "default: ", "defaultServe", Serves.Of.DEFAULT);
        findings.named(flag.field("offVariation"), "", "when off");
        new TargetMap(findings).tell(flag.field("variationToTargetMap"));
        new Rules(findings, Rules.Of.FLAG).tell(flag.field("rules"), "rules");
        new Prerequisites(findings).tell(flag.field("prerequisites"));
        findings.named(flag.field("name"), "", "name");
        findings.named(flag.field("description"), "", "description");
        archived(flag.field("archived"));
        findings.rest(flag, "", KNOWN);
    }

    /** Whatever is not {@code on} is off. */
    private void state(ComparedNode state) {
        if (state.same()) {
            return;
        }
        String was = state.before() == null ? "" : state.before().asText("");
        String is = state.after() == null ? "" : state.after().asText("");
        if (was.equals("on") == is.equals("on")) {
            findings.named(state, "", "state");
        } else {
            String odd = is.equals("on") ? was : is;
            findings.add(
                    state,
                    (is.equals("on") ? "turned on" : "turned off")
                            + (odd.equals("off")
                                    ? ""
                                    : " (the state " + Words.quoted(odd) + " counts as off)"));
        }
    }

    private void archived(ComparedNode archived) {
        if (archived.same()) {
            return;
        }
        boolean was = archived.before() != null && archived.before().asBoolean(false);
        boolean is = archived.after() != null && archived.after().asBoolean(false);
        if (was == is || !archived.areAtMost(JsonNode::isBoolean)) {
            findings.named(archived, "", "archived");
        } else {
            findings.add(archived, is ? "archived" : "no longer archived");
        }
    }
}
