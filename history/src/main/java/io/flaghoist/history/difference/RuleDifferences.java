package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the rules of a flag or of a group, which are known by their ids and called
 * by their numbers.
 *
 * @param areOfFlag rules of flags serve something; those of groups include targets
 */
record RuleDifferences(DifferenceCollector findings, boolean areOfFlag) {
    private static final Set<String> KNOWN = Set.of("priority", "clauses", "serve");

    /** A rule with its numbers in both versions; 0 where it is not there. */
    private record Rule(ComparedNode both, int before, int after) {
        boolean survives() {
            return before > 0 && after > 0;
        }

        int number() {
            return after > 0 ? after : before;
        }

        ComparedNode priority() {
            return both.field("priority");
        }

        String move() {
            return "rule " + before + " → rule " + after;
        }

        /** How a line about this rule begins. */
        String context() {
            return "rule " + after + (before == after ? "" : " (was " + before + ")") + ": ";
        }
    }

    void describe(ComparedNode rules, String label) {
        Matching.Key key = Matching.Key.field("ruleId");
        findings.matched(rules, "", label, key, matching -> describe(matching, rules));
    }

    /** In the order in which rules are asked; one that went stands where it stood. */
    private void describe(Matching matching, ComparedNode list) {
        List<Integer> before = numbers(list.before());
        List<Integer> after = numbers(list.after());
        List<Rule> rules =
                matching.pairs().stream()
                        .map(it ->
                                new Rule(
                                        it.both(),
                                        it.before() < 0 ? 0 : before.get(it.before()),
                                        it.after() < 0 ? 0 : after.get(it.after())))
                        .sorted(Comparator.comparingInt(Rule::number).thenComparingInt(Rule::after))
                        .toList();
        List<Rule> survivors = rules.stream().filter(Rule::survives).toList();
        List<Rule> renumbered = survivors.stream().filter(it -> !it.priority().same()).toList();
        List<Rule> moved = moved(survivors);
        moves(list, renumbered, moved);
        rules.forEach(this::describe);
        order(list, renumbered, moved, matching.reordered());
    }

    /** The numbers of the rules by index: from 1, by ascending priority. */
    private static List<Integer> numbers(@Nullable JsonNode rules) {
        if (rules == null) {
            return List.of();
        }
        List<Integer> inOrder =
                IntStream.range(0, rules.size())
                        .boxed()
                        .sorted(
                                Comparator.comparingLong(
                                        i -> rules.path(i).path("priority").asLong(0)))
                        .toList();
        return IntStream.range(0, rules.size()).mapToObj(i -> inOrder.indexOf(i) + 1).toList();
    }

    /**
     * As few rules as explain the new order: all but the longest sequence that is still in the old
     * order.
     */
    private static List<Rule> moved(List<Rule> rules) {
        var lastOfLength = new ArrayList<Integer>();
        var lengths = new int[rules.size()];
        for (int i = 0; i < lengths.length; i++) {
            int before = rules.get(i).before();
            int length = -1 - Collections.binarySearch(lastOfLength, before);
            lengths[i] = length;
            if (length == lastOfLength.size()) {
                lastOfLength.add(before);
            } else {
                lastOfLength.set(length, before);
            }
        }
        var moved = new ArrayList<Rule>();
        int wanted = lastOfLength.size() - 1;
        for (int i = lengths.length - 1; i >= 0; i--) {
            if (lengths[i] == wanted) {
                wanted--;
            } else {
                moved.addFirst(rules.get(i));
            }
        }
        return moved;
    }

    /**
     * Moving a rule, or inserting one, gives most others a new priority as well; a line for each of
     * those would hide the one that counts.
     */
    private void moves(ComparedNode list, List<Rule> renumbered, List<Rule> moved) {
        if (renumbered.size() == 1) {
            Rule rule = renumbered.getFirst();
            if (rule.before() == rule.after()) {
                findings.named(rule.priority(), rule.context(), "priority");
            } else {
                findings.add(rule.priority(), rule.move());
            }
        } else if (!renumbered.isEmpty() && !moved.isEmpty()) {
            String first =
                    moved.stream()
                            .limit(Texts.MOST_NAMES)
                            .map(Rule::move)
                            .collect(Collectors.joining(", "));
            int more = moved.size() - Texts.MOST_NAMES;
            String others = more > 0 ? " and " + Texts.count(more, "more move") : "";
            priorities(list, renumbered, first + others);
        }
    }

    /** A new order that decides nothing. */
    private void order(
            ComparedNode list, List<Rule> renumbered, List<Rule> moved, boolean isListReordered) {
        if (renumbered.size() > 1 && moved.isEmpty()) {
            String count = Texts.count(renumbered.size(), "rule");
            priorities(list, renumbered, count + " with new priorities in the same order");
        } else if (renumbered.isEmpty() && (isListReordered || !moved.isEmpty())) {
            findings.order(
                    list,
                    moved.isEmpty()
                            ? "rules listed in another order, with the same priorities"
                            : "rules of equal priority in another order");
        }
    }

    private void priorities(ComparedNode list, List<Rule> rules, String text) {
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        ObjectNode after = JsonNodeFactory.instance.objectNode();
        List<ComparedNode> priorities =
                rules.stream()
                        .map(Rule::priority)
                        .sorted(Comparator.comparing(ComparedNode::path))
                        .toList();
        for (ComparedNode priority : priorities) {
            if (priority.before() != null) {
                before.set(priority.path(), priority.before());
            }
            if (priority.after() != null) {
                after.set(priority.path(), priority.after());
            }
        }
        findings.add(list.path() + "[].priority", before, after, text);
    }

    private void describe(Rule rule) {
        if (!rule.survives()) {
            String how = rule.after() > 0 ? " added: " : " removed: ";
            findings.add(rule.both(), "rule " + rule.number() + how + text(rule.both().either()));
            return;
        }
        new ClauseDifferences(findings).describe(rule.both().field("clauses"), rule.context());
        new ServeDifferences(findings)
                .describe(rule.both().field("serve"), rule.context(), "serve", true);
        findings.rest(rule.both(), rule.context(), KNOWN);
    }

    private String text(JsonNode rule) {
        String conditions = ClauseTexts.all(rule.path("clauses"));
        if (!areOfFlag) {
            return conditions.isEmpty() ? "without conditions, so never true" : conditions;
        }
        return (conditions.isEmpty() ? "for everybody" : "if " + conditions)
                + " → "
                + ServeDifferences.text(rule.get("serve")).orElse("what SDKs cannot read");
    }
}
