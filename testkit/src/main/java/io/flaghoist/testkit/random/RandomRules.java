package io.flaghoist.testkit.random;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

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
            List.of(
                    "gold",
                    "lead",
                    "Gold",
                    "GOLD",
                    "g",
                    "eu",
                    "us",
                    "EU",
                    "ann@example.org",
                    "@example.org",
                    "Ann",
                    "Köln",
                    "本",
                    "42",
                    "7",
                    "5",
                    "0.5",
                    "-3.25",
                    "true",
                    "t1",
                    "t2",
                    "user-1",
                    "bob",
                    "");
    private static final List<String> ODD_VALUES =
            List.of("k", "K", "silver", "οδος", "ﬁ", "😀", "[a b]", "a,b", "<nil>", "false", "0");
    private static final List<String> PATTERNS = List.of("^g", "o.d$", "[0-9]+", "(", "@.*\\.org");
    private static final List<String> BUCKET_BY =
            List.of("identifier", "identifier", "email", "age", "name", "nowhere", "", "city");

    private final Chance chance;

    RandomRules(Chance chance) {
        this.chance = chance;
    }

    /** A clause that may ask about {@code groups}, if there are any. */
    void clause(ArrayNode clauses, List<String> groups, Manner manner) {
        ObjectNode clause = clauses.addObject();
        boolean groupsAreAsked = !groups.isEmpty() && chance.percent(35);
        clause.put("attribute", groupsAreAsked ? "" : attribute(manner));
        String op = groupsAreAsked ? "segmentMatch" : operator(manner);
        clause.put("op", op);
        ArrayNode values = clause.putArray("values");
        for (int i = chance.percent(3) ? 0 : 1 + chance.upTo(2); i > 0; i--) {
            values.add(groupsAreAsked ? group(groups) : value(op, manner));
        }
        clause.put("negate", chance.percent(10));
    }

    /** Mostly one that exists. */
    String group(List<String> groups) {
        return chance.percent(10) ? "no_such_group" : chance.oneOf(groups);
    }

    private String attribute(Manner manner) {
        return chance.oneOf(chance.in(manner, Manner.ODD, 8) ? ODD_ATTRIBUTES : ATTRIBUTES);
    }

    private String operator(Manner manner) {
        if (chance.in(manner, Manner.ODD, 10)) {
            return "match";
        }
        return chance.oneOf(chance.percent(3) ? NO_OPERATORS : OPERATORS);
    }

    private String value(String op, Manner manner) {
        if (op.equals("match")) {
            return chance.oneOf(PATTERNS);
        }
        return chance.oneOf(chance.in(manner, Manner.ODD, 30) ? ODD_VALUES : VALUES);
    }

    /** A variation or a rollout of {@code variations}; neither or both where SDKs may disagree. */
    void serve(ObjectNode serve, List<String> variations, Manner manner) {
        boolean neither = chance.in(manner, Manner.ODD, 6);
        boolean rollout = !neither && chance.percent(35);
        if (rollout) {
            distribution(serve.putObject("distribution"), variations, manner);
        }
        if ((!rollout && !neither) || chance.in(manner, Manner.ODD, 15)) {
            serve.put("variation", variation(variations, manner));
        }
    }

    String variation(List<String> variations, Manner manner) {
        return chance.in(manner, Manner.ODD, 5) ? "no_such_variation" : chance.oneOf(variations);
    }

    private void distribution(ObjectNode distribution, List<String> variations, Manner manner) {
        distribution.put("bucketBy", bucketBy(manner));
        if (chance.in(manner, Manner.ODD, 4)) {
            distribution.putNull("variations");
            return;
        }
        ArrayNode shares = distribution.putArray("variations");
        int left = 100;
        for (int i = chance.upTo(3); i > 0; i--) {
            int weight = chance.percent(10) ? chance.upTo(100) : chance.upTo(left);
            left = Math.max(0, left - weight);
            share(shares, variation(variations, manner), weight);
        }
        if (chance.percent(70)) {
            share(shares, variation(variations, manner), left);
        }
    }

    private String bucketBy(Manner manner) {
        return chance.in(manner, Manner.ODD, 25)
                ? chance.oneOf(List.of("premium", "region", "score", "anonymous"))
                : chance.oneOf(BUCKET_BY);
    }

    private static void share(ArrayNode shares, String variation, int weight) {
        shares.addObject().put("variation", variation).put("weight", weight);
    }
}
