package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** The rules of a flag or of a group, known by their ids and called by their numbers. */
record Rules(DifferenceCollector findings, Of of) {
    private static final Set<String> KNOWN = Set.of("priority", "clauses", "serve");

    /** Rules of flags serve something; those of groups let in. */
    enum Of {
        FLAG,
        GROUP
    }

    void tell(ComparedNode rules, String label) {
        findings.tell(
                rules,
                "",
                label,
                both ->
                        Matching.ofObjects(both, rule -> rule.path("ruleId").asText(""))
                                .ifPresent(matching -> tell(matching, both)));
    }

    private void tell(Matching matching, ComparedNode rules) {
        List<NumberedRule> numbered = NumberedRule.all(matching, rules);
        var order = new RuleOrder(findings, rules, matching, numbered);
        order.tellMoves();
        for (NumberedRule rule : numbered) {
            rule.both().only().ifPresentOrElse(one -> came(rule, one), () -> changed(rule));
        }
        order.tellRest();
    }

    private void changed(NumberedRule rule) {
        ComparedNode both = rule.both();
        new Clauses(findings).tell(both.field("clauses"), rule.context());
        new Serves(findings).tell(both.field("serve"), rule.context(), "serve", Serves.Of.RULE);
        findings.rest(both, rule.context(), KNOWN);
    }

    private void came(NumberedRule rule, JsonNode json) {
        String what = rule.after() > 0 ? " added: " : " removed: ";
        findings.add(rule.both(), "rule " + rule.number() + what + inWords(json));
    }

    private String inWords(JsonNode rule) {
        var conditions = Clauses.inWords(rule.path("clauses"));
        return switch (of) {
            case FLAG ->
                    conditions.map(all -> "if " + all).orElse("for everybody")
                            + " → "
                            + Serves.inWords(rule.get("serve")).orElse("what SDKs cannot read");
            case GROUP -> conditions.orElse("without conditions, so never true");
        };
    }
}
