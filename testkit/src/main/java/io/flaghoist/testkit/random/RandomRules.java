package io.flaghoist.testkit.random;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Clauses, and what is served. */
final class RandomRules {
    private static final List<String> ATTRIBUTES =
            List.of(
                    "plan",
                    "plan",
                    "region",
                    "email",
                    "city",
                    "age",
                    "score",
                    "premium",
                    "name",
                    "identifier",
                    "nowhere");
    private static final List<String> ODD_ATTRIBUTES =
            List.of("anonymous", "attributes", "constructor", "toString", "");
    private static final List<String> OPERATORS =
            List.of(
                    "equal",
                    "equal",
                    "equal_sensitive",
                    "in",
                    "starts_with",
                    "ends_with",
                    "contains",
                    "gt");
    private static final List<String> NO_OPERATORS = List.of("Equal", "matches", "");
    private static final List<String> VALUES =
            List.of("gold", "eu", "ann", "42", "5", "0.5", "true", "t1", "user-1", "é", "z", "");
    private static final Map<String, List<String>> FITTING_VALUES =
            Map.of(
                    "plan", List.of("gold", "GOLD", "lead", "Gold", "g", "silver"),
                    "region", List.of("eu", "EU", "us", "<nil>", "[a b]", "a,b", "[eu]", "e"),
                    "email", List.of("ann@example.org", "@example.org", "Ann", "{}", "[object"),
                    "city", List.of("Zürich", "Köln", "本", "z"),
                    "age", List.of("42", "7", "0", "0", "1e+21", "1e"),
                    "score", List.of("0.5", "42", "-3.25", "4", "5"),
                    "premium", List.of("true", "false", "e"),
                    "name", List.of("Ann Example", "gold", "bob", "t1", "Ann"),
                    "identifier", List.of("t1", "t2", "t3", "t", "user-"),
                    "anonymous", List.of("true", "e"));
    private static final List<String> CASES = List.of("k", "silver", "οδοσ", "μ");
    private static final List<String> ORDERS = List.of("😀", "\ue000");
    private static final List<String> PATTERNS = List.of("^g", "o.d$", "[0-9]+", "(", "@.*\\.org");
    private static final List<String> BUCKET_BY =
            List.of(
                    "identifier",
                    "identifier",
                    "email",
                    "age",
                    "name",
                    "nowhere",
                    "",
                    "city",
                    "region",
                    "premium",
                    "score");

    private final Chance chance;

    RandomRules(Chance chance) {
        this.chance = chance;
    }

    /** A clause that may ask about {@code groups}, if there are any. */
    void clause(ArrayNode clauses, List<String> groups, Set<Oddity> oddities) {
        ObjectNode clause = clauses.addObject();
        clause.put("negate", chance.percent(10));
        if (!groups.isEmpty() && chance.percent(35)) {
            clause.put("attribute", "").put("op", "segmentMatch");
            values(clause, () -> group(groups));
        } else if (chance.percent(12)) {
            everybody(clause);
        } else if (oddities.contains(Oddity.LETTERS_OF_UNCLEAR_CASE) && chance.percent(75)) {
            clause.put("attribute", "plan").put("op", "equal");
            values(clause, () -> chance.oneOf(CASES));
        } else if (oddities.contains(Oddity.CHARACTERS_OF_UNCLEAR_ORDER) && chance.percent(60)) {
            clause.put("attribute", "plan").put("op", "gt");
            values(clause, () -> chance.oneOf(ORDERS));
        } else if (oddities.contains(Oddity.PATTERNS) && chance.percent(50)) {
            clause.put("attribute", attribute(oddities)).put("op", "match");
            values(clause, () -> chance.oneOf(PATTERNS));
        } else {
            String attribute = attribute(oddities);
            clause.put("attribute", attribute);
            clause.put("op", chance.oneOf(chance.percent(3) ? NO_OPERATORS : OPERATORS));
            values(clause, () -> value(attribute));
        }
    }

    private void values(ObjectNode clause, Supplier<String> next) {
        ArrayNode values = clause.putArray("values");
        for (int i = chance.percent(3) ? 0 : 1 + chance.upTo(2); i > 0; i--) {
            values.add(next.get());
        }
    }

    private static void everybody(ObjectNode clause) {
        clause.put("attribute", "identifier").put("op", "contains").putArray("values").add("");
    }

    private String value(String attribute) {
        return chance.oneOf(
                chance.percent(20) ? VALUES : FITTING_VALUES.getOrDefault(attribute, VALUES));
    }

    /** Mostly one that exists. */
    String group(List<String> groups) {
        return chance.percent(10) ? "no_such_group" : chance.oneOf(groups);
    }

    private String attribute(Set<Oddity> oddities) {
        if (oddities.contains(Oddity.FIELDS_OF_OBJECTS_AS_ATTRIBUTES) && chance.percent(40)) {
            return chance.oneOf(ODD_ATTRIBUTES);
        }
        List<String> odd = RandomTargets.oddAttributes(oddities);
        return chance.oneOf(!odd.isEmpty() && chance.percent(60) ? odd : ATTRIBUTES);
    }

    /** A variation or a rollout of {@code variations}; neither or both where SDKs may disagree. */
    void serve(ObjectNode serve, List<String> variations, Set<Oddity> oddities) {
        boolean neither = oddities.contains(Oddity.RULE_SERVES_NOTHING) && chance.percent(40);
        boolean rollout = !neither && chance.percent(35);
        if (rollout) {
            distribution(serve.putObject("distribution"), variations, oddities);
        }
        if ((!rollout && !neither)
                || (oddities.contains(Oddity.RULE_SERVES_VARIATION_AND_DISTRIBUTION)
                        && chance.percent(50))) {
            serve.put("variation", variation(variations, oddities));
        }
    }

    String variation(List<String> variations, Set<Oddity> oddities) {
        return oddities.contains(Oddity.VARIATIONS_THAT_DO_NOT_EXIST) && chance.percent(10)
                ? "no_such_variation"
                : chance.oneOf(variations);
    }

    private void distribution(
            ObjectNode distribution, List<String> variations, Set<Oddity> oddities) {
        distribution.put("bucketBy", bucketBy(oddities));
        if (oddities.contains(Oddity.ABSENT_LISTS) && chance.percent(8)) {
            distribution.putNull("variations");
            return;
        }
        ArrayNode shares = distribution.putArray("variations");
        int left = 100;
        for (int i = chance.upTo(3); i > 0; i--) {
            int weight = chance.percent(10) ? chance.upTo(100) : chance.upTo(left);
            left = Math.max(0, left - weight);
            share(shares, variation(variations, oddities), weight);
        }
        if (chance.percent(70)) {
            share(shares, variation(variations, oddities), left);
        }
    }

    private String bucketBy(Set<Oddity> oddities) {
        boolean odd = oddities.contains(Oddity.FIELDS_OF_OBJECTS_AS_ATTRIBUTES);
        return odd && chance.percent(20) ? "anonymous" : chance.oneOf(BUCKET_BY);
    }

    private static void share(ArrayNode shares, String variation, int weight) {
        shares.addObject().put("variation", variation).put("weight", weight);
    }
}
