package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * In which order rules are asked. Whoever moves a rule, or puts one in front, gives most others a
 * new priority as well; a line for each of those would hide the one that counts.
 */
final class RuleOrder {
    private final DifferenceCollector findings;
    private final ComparedNode rules;
    private final boolean listedOtherwise;
    private final List<NumberedRule> survivors;
    private final List<NumberedRule> newPriorities;
    private final List<NumberedRule> moved = new ArrayList<>();

    RuleOrder(
            DifferenceCollector findings,
            ComparedNode rules,
            Matching matching,
            List<NumberedRule> numbered) {
        this.findings = findings;
        this.rules = rules;
        this.listedOtherwise = matching.reordered();
        this.survivors = numbered.stream().filter(NumberedRule::survives).toList();
        this.newPriorities = survivors.stream().filter(rule -> !rule.priority().same()).toList();
        Set<Integer> moves = Moves.of(survivors.stream().map(NumberedRule::before).toList());
        moves.stream().sorted().map(survivors::get).forEach(moved::add);
    }

    /** What decides: to be told before anything else about the rules. */
    void tellMoves() {
        if (newPriorities.size() == 1) {
            NumberedRule rule = newPriorities.getFirst();
            if (rule.before() == rule.after()) {
                findings.named(rule.priority(), rule.context(), "priority");
            } else {
                findings.add(rule.priority(), rule.move());
            }
        } else if (!newPriorities.isEmpty() && !moved.isEmpty()) {
            String moves =
                    moved.stream()
                            .limit(Words.MOST_NAMES)
                            .map(NumberedRule::move)
                            .collect(Collectors.joining(", "));
            int more = moved.size() - Words.MOST_NAMES;
            priorities(moves + (more > 0 ? " and " + Words.count(more, "more move") : ""));
        }
    }

    /** What decides nothing: to be told after all else about the rules. */
    void tellRest() {
        if (newPriorities.size() > 1 && moved.isEmpty()) {
            priorities(
                    Words.count(newPriorities.size(), "rule")
                            + " with new priorities in the same order");
        } else if (newPriorities.isEmpty() && (listedOtherwise || !moved.isEmpty())) {
            findings.add(
                    rules.path().order(),
                    rules.before(),
                    rules.after(),
                    moved.isEmpty()
                            ? "rules listed in another order, with the same priorities"
                            : "rules of equal priority in another order");
        }
    }

    private void priorities(String text) {
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        ObjectNode after = JsonNodeFactory.instance.objectNode();
        List<ComparedNode> priorities =
                newPriorities.stream()
                        .map(NumberedRule::priority)
                        .sorted(Comparator.comparing(priority -> priority.path().text()))
                        .toList();
        for (ComparedNode priority : priorities) {
            if (priority.before() != null) {
                before.set(priority.path().text(), priority.before());
            }
            if (priority.after() != null) {
                after.set(priority.path().text(), priority.after());
            }
        }
        findings.add(rules.path().order().field("priority"), before, after, text);
    }
}
