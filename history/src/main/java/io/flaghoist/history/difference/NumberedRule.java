package io.flaghoist.history.difference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A rule with its numbers in both versions; 0 where it is not there. */
record NumberedRule(ComparedNode both, int before, int after) {
    /** In the order in which they are asked; what went stands where it stood. */
    static List<NumberedRule> all(Matching matching, ComparedNode rules) {
        Numbers before = Numbers.of(rules.before());
        Numbers after = Numbers.of(rules.after());
        var numbered = new ArrayList<NumberedRule>();
        for (Matching.Pair pair : matching.pairs()) {
            numbered.add(
                    new NumberedRule(
                            pair.both(), before.at(pair.before()), after.at(pair.after())));
        }
        numbered.sort(
                Comparator.comparingInt(NumberedRule::number)
                        .thenComparingInt(NumberedRule::after));
        return numbered;
    }

    boolean survives() {
        return before > 0 && after > 0;
    }

    int number() {
        return after > 0 ? after : before;
    }

    /** How a line about this rule begins. */
    String context() {
        return "rule " + after + (before == after ? "" : " (was " + before + ")") + ": ";
    }

    String move() {
        return "rule " + before + " → rule " + after;
    }

    ComparedNode priority() {
        return both.field("priority");
    }
}
