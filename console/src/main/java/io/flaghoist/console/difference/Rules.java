package io.flaghoist.console.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The rules of a flag or of a group, known by their ids and called by their numbers. */
record Rules(Findings findings, Of of) {
    private static final Set<String> KNOWN = Set.of("priority", "clauses", "serve");

    /** Rules of flags serve something; those of groups let in. */
    enum Of {
        FLAG,
        GROUP
    }

    /** A rule with its numbers in both versions; 0 where it is not there. */
    private record Numbered(Both both, int before, int after) {
        boolean survives() {
            return before > 0 && after > 0;
        }

        int number() {
            return after > 0 ? after : before;
        }

        String context() {
            return "rule " + after + (before == after ? "" : " (was " + before + ")") + ": ";
        }

        Both priority() {
            return both.field("priority");
        }
    }

    void tell(Both rules, String label) {
        findings.tell(
                rules,
                "",
                label,
                both ->
                        Matching.ofObjects(both, rule -> rule.path("ruleId").asText(""))
                                .ifPresent(matching -> tell(matching, both)));
    }

    private void tell(Matching matching, Both rules) {
        List<Numbered> numbered = numbered(matching, rules);
        boolean overtaken = isOvertaken(numbered);
        boolean each = overtaken || newPriorities(numbered).size() == 1;
        for (Numbered rule : numbered) {
            if (rule.survives()) {
                if (each) {
                    priority(rule);
                }
                changed(rule);
            } else {
                rule.both().only().ifPresent(one -> came(rule, one));
            }
        }
        if (!each) {
            renumbered(newPriorities(numbered), rules);
        }
        order(matching, rules, overtaken, newPriorities(numbered).isEmpty());
    }

    private static List<Numbered> numbered(Matching matching, Both rules) {
        Numbers before = Numbers.of(rules.before());
        Numbers after = Numbers.of(rules.after());
        var numbered = new ArrayList<Numbered>();
        for (Matching.Pair pair : matching.pairs()) {
            numbered.add(
                    new Numbered(pair.both(), before.at(pair.before()), after.at(pair.after())));
        }
        numbered.sort(Comparator.comparingInt(Numbered::number).thenComparingInt(Numbered::after));
        return numbered;
    }

    /** Whether a rule that stays is now asked before another that it was asked after. */
    private static boolean isOvertaken(List<Numbered> rules) {
        int last = 0;
        for (Numbered rule : rules) {
            if (rule.survives()) {
                if (rule.before() < last) {
                    return true;
                }
                last = rule.before();
            }
        }
        return false;
    }

    private static List<Numbered> newPriorities(List<Numbered> rules) {
        return rules.stream().filter(rule -> rule.survives() && !rule.priority().same()).toList();
    }

    private void priority(Numbered rule) {
        Both priority = rule.priority();
        if (priority.same()) {
            return;
        }
        if (rule.before() == rule.after()) {
            findings.named(priority, rule.context(), "priority");
        } else {
            findings.add(priority, "rule " + rule.before() + " → rule " + rule.after());
        }
    }

    /** A rule put in front gives all behind it new priorities, which is not worth a line each. */
    private void renumbered(List<Numbered> rules, Both all) {
        if (rules.isEmpty()) {
            return;
        }
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        ObjectNode after = JsonNodeFactory.instance.objectNode();
        for (Numbered rule : rules) {
            Both priority = rule.priority();
            if (priority.before() != null) {
                before.set(priority.path().text(), priority.before());
            }
            if (priority.after() != null) {
                after.set(priority.path().text(), priority.after());
            }
        }
        findings.add(
                all.path().order().field("priority"),
                before,
                after,
                Words.count(rules.size(), "rule") + " with new priorities in the same order");
    }

    private void order(Matching matching, Both rules, boolean overtaken, boolean samePriorities) {
        if (samePriorities && (overtaken || matching.reordered())) {
            findings.add(
                    rules.path().order(),
                    rules.before(),
                    rules.after(),
                    overtaken
                            ? "rules of equal priority in another order"
                            : "rules listed in another order, with the same priorities");
        }
    }

    private void changed(Numbered rule) {
        Both both = rule.both();
        new Clauses(findings).tell(both.field("clauses"), rule.context());
        new Serves(findings).tell(both.field("serve"), rule.context(), "serve", Serves.Of.RULE);
        findings.rest(both, rule.context(), KNOWN);
    }

    private void came(Numbered rule, JsonNode json) {
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
