package io.flaghoist.testkit.random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Targets that clauses of {@link RandomEnvironments} are about. Not thread-safe. */
public final class RandomTargets {
    /** Identifiers that groups and target maps list. */
    static final List<String> LISTED = List.of("t1", "t2", "t3", "t4", "t5");

    private static final int CROWD = 500;
    private static final List<String> NAMES = List.of("Ann Example", "bob", "Zoë", "t1");

    private static final Map<String, List<? extends JsonNode>> TAME =
            new TreeMap<>(
                    Map.of(
                            "plan", texts("gold", "lead", "silver", "Gold", ""),
                            "region", texts("eu", "us", "EU"),
                            "email", texts("ann@example.org", "Ann@Example.org", "bob@example.com"),
                            "city", texts("Zürich", "Köln", "日本"),
                            "age", List.of(number(42), number(7), number(18), number(100)),
                            "score", List.of(fraction(0.5), fraction(-3.25), fraction(42.0)),
                            "premium", List.of(BooleanNode.TRUE)));

    private static final List<Odd> ODD =
            List.of(
                    new Odd(
                            Oddity.LETTERS_OF_UNCLEAR_CASE,
                            "plan",
                            texts("\u212a", "ſilver", "ΟΔΟΣ", "µ")),
                    new Odd(Oddity.CHARACTERS_OF_UNCLEAR_ORDER, "plan", texts("😀", "\ue000")),
                    new Odd(Oddity.ZERO_AND_FALSE, "age", List.of(number(0))),
                    new Odd(Oddity.ZERO_AND_FALSE, "premium", List.of(BooleanNode.FALSE)),
                    new Odd(
                            Oddity.HUGE_AND_TINY_NUMBERS,
                            "age",
                            List.of(fraction(1e21), fraction(1e-7))),
                    new Odd(Oddity.NULL_ATTRIBUTES, "region", List.of(NullNode.getInstance())),
                    new Odd(
                            Oddity.ARRAYS_AND_OBJECTS,
                            "region",
                            List.of(list("a", "b"), list("eu"))),
                    new Odd(
                            Oddity.ARRAYS_AND_OBJECTS,
                            "email",
                            List.of(Json.object().put("k", "v"), Json.object())),
                    new Odd(Oddity.SHADOWED_FIELDS, "name", texts("gold", "Ann Example")),
                    new Odd(Oddity.SHADOWED_FIELDS, "identifier", texts("t1", "t2")));

    private record Odd(Oddity oddity, String attribute, List<? extends JsonNode> values) {}

    private final Chance chance;

    public RandomTargets(Random dice) {
        this.chance = new Chance(dice);
    }

    /** The attributes that have odd values. */
    static List<String> oddAttributes(Set<Oddity> oddities) {
        return ODD.stream()
                .filter(odd -> oddities.contains(odd.oddity()))
                .map(Odd::attribute)
                .toList();
    }

    /** The next target, as an SDK would send it; null for nobody. */
    public @Nullable ObjectNode next(Set<Oddity> oddities) {
        if (oddities.contains(Oddity.NO_TARGET) && chance.percent(20)) {
            return null;
        }
        ObjectNode target = Json.object();
        target.put("identifier", identifier(oddities));
        if (chance.percent(60)) {
            boolean empty = oddities.contains(Oddity.SHADOWED_FIELDS) && chance.percent(50);
            target.put("name", empty ? "" : chance.oneOf(NAMES));
        }
        if (oddities.contains(Oddity.FIELDS_OF_OBJECTS_AS_ATTRIBUTES) && chance.percent(50)) {
            target.put("anonymous", true);
        }
        if (chance.percent(90)) {
            target.set("attributes", attributes(oddities));
        }
        return target;
    }

    private String identifier(Set<Oddity> oddities) {
        boolean empty =
                oddities.contains(Oddity.EMPTY_IDENTIFIERS)
                        || oddities.contains(Oddity.SHADOWED_FIELDS);
        if (empty && chance.percent(30)) {
            return "";
        }
        return chance.percent(50) ? chance.oneOf(LISTED) : "user-" + chance.upTo(CROWD);
    }

    private ObjectNode attributes(Set<Oddity> oddities) {
        ObjectNode attributes = Json.object();
        TAME.forEach((name, values) -> {
            if (chance.percent(70)) {
                attributes.set(name, chance.oneOf(values));
            }
        });
        for (Odd odd : ODD) {
            if (oddities.contains(odd.oddity()) && chance.percent(60)) {
                attributes.set(odd.attribute(), chance.oneOf(odd.values()));
            }
        }
        return attributes;
    }

    private static List<TextNode> texts(String... texts) {
        return List.of(texts).stream().map(TextNode::valueOf).toList();
    }

    private static JsonNode number(long number) {
        return LongNode.valueOf(number);
    }

    private static JsonNode fraction(double number) {
        return DoubleNode.valueOf(number);
    }

    private static JsonNode list(String... texts) {
        ArrayNode list = Json.object().putArray("list");
        List.of(texts).forEach(list::add);
        return list;
    }
}
