package io.flaghoist.testkit.random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Small environments with everything that an evaluation can meet: groups in both forms and inside
 * each other, prerequisites, target maps, rules, rollouts. What refers to something refers to later
 * documents only, unless there are to be {@link Oddity#CIRCLES}. Not thread-safe.
 */
public final class RandomEnvironments {
    private static final int MOST_FLAGS = 4;
    private static final int MOST_GROUPS = 4;
    private static final List<String> VARIATIONS = List.of("red", "green", "blue");

    private final Chance chance;
    private final RandomRules rules;
    private final UnreadableParts unreadable;

    public RandomEnvironments(Random dice) {
        this.chance = new Chance(dice);
        this.rules = new RandomRules(chance);
        this.unreadable = new UnreadableParts(chance);
    }

    /**
     * Flags and groups as SaaS would send them.
     *
     * @param flags FeatureConfigs
     * @param segments with either form of their rules, or both
     */
    public record Sample(List<ObjectNode> flags, List<ObjectNode> segments) {
        public Sample {
            flags = List.copyOf(flags);
            segments = List.copyOf(segments);
        }
    }

    public Sample next(Set<Oddity> oddities) {
        List<String> groups = names("group_", 1 + chance.upTo(MOST_GROUPS - 1));
        List<String> features = names("flag_", 1 + chance.upTo(MOST_FLAGS - 1));
        var segments = new ArrayList<ObjectNode>();
        for (int i = 0; i < groups.size(); i++) {
            segments.add(segment(groups.get(i), reachable(groups, i, oddities), oddities));
        }
        var flags = new ArrayList<ObjectNode>();
        for (int i = 0; i < features.size(); i++) {
            flags.add(flag(features.get(i), reachable(features, i, oddities), groups, oddities));
        }
        if (oddities.contains(Oddity.GAPS)) {
            flags.forEach(this::garble);
            segments.forEach(this::garble);
        }
        if (oddities.contains(Oddity.UNREADABLE_PARTS)) {
            flags.forEach(unreadable::addTo);
            segments.forEach(unreadable::addTo);
        }
        return new Sample(flags, segments);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private static List<String> reachable(List<String> names, int from, Set<Oddity> oddities) {
        return oddities.contains(Oddity.CIRCLES) ? names : names.subList(from + 1, names.size());
    }

    private ObjectNode segment(String identifier, List<String> others, Set<Oddity> oddities) {
        ObjectNode segment = Json.object();
        segment.put("identifier", identifier).put("name", identifier).put("version", 1);
        listed(segment.putArray("included"), chance.upTo(2), oddities);
        listed(segment.putArray("excluded"), chance.percent(30) ? 1 : 0, oddities);
        ArrayNode legacy = segment.putArray("rules");
        for (int i = chance.upTo(2); i > 0; i--) {
            rules.clause(legacy, others, oddities);
        }
        if (chance.percent(50)) {
            servingRules(segment.putArray("servingRules"), others, oddities);
        }
        return segment;
    }

    private void servingRules(ArrayNode servingRules, List<String> others, Set<Oddity> oddities) {
        for (int priority : chance.shuffled(chance.upTo(2))) {
            ObjectNode rule = servingRules.addObject().put("priority", priority);
            if (oddities.contains(Oddity.ABSENT_LISTS) && chance.percent(8)) {
                rule.putNull("clauses");
            } else {
                clauses(rule.putArray("clauses"), chance.upTo(3), others, oddities);
            }
        }
    }

    private void clauses(ArrayNode clauses, int count, List<String> groups, Set<Oddity> oddities) {
        for (int i = 0; i < count; i++) {
            rules.clause(clauses, groups, oddities);
        }
    }

    private void listed(ArrayNode targets, int count, Set<Oddity> oddities) {
        for (int i = 0; i < count; i++) {
            String identifier =
                    oddities.contains(Oddity.EMPTY_IDENTIFIERS) && chance.percent(40)
                            ? ""
                            : chance.oneOf(RandomTargets.LISTED);
            targets.addObject().put("identifier", identifier).put("name", identifier);
        }
    }

    private ObjectNode flag(
            String feature, List<String> others, List<String> groups, Set<Oddity> oddities) {
        ObjectNode flag = Json.object();
        flag.put("feature", feature).put("kind", "string").put("version", 1);
        flag.put("state", state());
        List<String> variations = VARIATIONS.subList(0, 2 + chance.upTo(1));
        ArrayNode described = flag.putArray("variations");
        variations.forEach(
                one -> described.addObject().put("identifier", one).put("value", feature + one));
        flag.put("offVariation", rules.variation(variations, oddities));
        rules.serve(flag.putObject("defaultServe"), variations, oddities);
        if (flag.path("defaultServe").path("distribution").path("variations").isEmpty()
                && !oddities.contains(Oddity.RULE_SERVES_NOTHING)) {
            flag.withObject("/defaultServe").put("variation", chance.oneOf(variations));
        }
        flagRules(flag.putArray("rules"), variations, groups, oddities);
        prerequisites(flag.putArray("prerequisites"), others, oddities);
        targetMap(flag.putArray("variationToTargetMap"), variations, groups, oddities);
        return flag;
    }

    private String state() {
        if (chance.percent(80)) {
            return "on";
        }
        return chance.percent(75) ? "off" : "weird";
    }

    private void flagRules(
            ArrayNode flagRules,
            List<String> variations,
            List<String> groups,
            Set<Oddity> oddities) {
        for (int priority : chance.shuffled(chance.upTo(3))) {
            ObjectNode rule = flagRules.addObject();
            rule.put("priority", oddities.contains(Oddity.EQUAL_PRIORITIES) ? 1 : priority);
            if (oddities.contains(Oddity.ABSENT_LISTS) && chance.percent(6)) {
                rule.putNull("clauses");
            } else {
                clauses(rule.putArray("clauses"), clauseCount(oddities), groups, oddities);
            }
            rules.serve(rule.putObject("serve"), variations, oddities);
        }
    }

    private int clauseCount(Set<Oddity> oddities) {
        if (oddities.contains(Oddity.NO_CLAUSES_IN_A_FLAG_RULE) && chance.percent(25)) {
            return 0;
        }
        boolean many = oddities.contains(Oddity.MANY_CLAUSES_IN_A_FLAG_RULE);
        return many && chance.percent(50) ? 2 + chance.upTo(1) : 1;
    }

    private void prerequisites(ArrayNode prerequisites, List<String> others, Set<Oddity> oddities) {
        if (others.isEmpty()) {
            return;
        }
        for (int i = chance.percent(50) ? 0 : 1 + chance.upTo(1); i > 0; i--) {
            ObjectNode prerequisite = prerequisites.addObject();
            prerequisite.put("feature", chance.percent(8) ? "no_such_flag" : chance.oneOf(others));
            if (oddities.contains(Oddity.ABSENT_LISTS) && chance.percent(8)) {
                prerequisite.putNull("variations");
                continue;
            }
            ArrayNode accepted = prerequisite.putArray("variations");
            VARIATIONS.stream().filter(_ -> chance.percent(65)).forEach(accepted::add);
        }
    }

    private void targetMap(
            ArrayNode targetMap,
            List<String> variations,
            List<String> groups,
            Set<Oddity> oddities) {
        for (int i = chance.percent(60) ? 0 : 1 + chance.upTo(1); i > 0; i--) {
            ObjectNode entry = targetMap.addObject();
            entry.put("variation", rules.variation(variations, oddities));
            if (chance.percent(85)) {
                listed(entry.putArray("targets"), chance.upTo(2), oddities);
            }
            if (chance.percent(30)) {
                entry.putArray("targetSegments").add(rules.group(groups)).add(rules.group(groups));
            }
        }
    }

    /** Takes something away here and there, at any depth. */
    private void garble(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : List.copyOf(node.properties())) {
            String name = field.getKey();
            if (name.equals("feature") || (name.equals("identifier") && node.has("version"))) {
                continue;
            }
            if (chance.percent(2)) {
                ((ObjectNode) node).remove(name);
            } else if (chance.percent(2)) {
                ((ObjectNode) node).putNull(name);
            } else {
                garble(field.getValue());
            }
        }
        if (node.isArray()) {
            node.forEach(this::garble);
        }
    }
}
