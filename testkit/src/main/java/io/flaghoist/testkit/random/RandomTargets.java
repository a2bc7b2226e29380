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
import java.util.TreeMap;

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

    private static final Map<String, List<? extends JsonNode>> ODD =
            new TreeMap<>(
                    Map.of(
                            "plan", texts("\u212a", "ſilver", "ΟΔΟΣ", "😀", "ﬁ", "straße"),
                            "age", List.of(number(0), fraction(1e21), fraction(1e-7)),
                            "premium", List.of(BooleanNode.FALSE),
                            "region", List.of(NullNode.getInstance(), list("a", "b"), list("eu")),
                            "email", List.of(Json.object().put("k", "v"), Json.object()),
                            "name", texts("gold", "Somebody"),
                            "identifier", texts("t1", "t2")));

    private final Chance chance;

    public RandomTargets(Random dice) {
        this.chance = new Chance(dice);
    }

    /** The next target, as an SDK would send it. */
    public ObjectNode next(Manner manner) {
        ObjectNode target = Json.object();
        target.put("identifier", identifier(manner));
        if (chance.percent(60)) {
            target.put("name", chance.in(manner, Manner.ODD, 15) ? "" : chance.oneOf(NAMES));
        }
        if (chance.in(manner, Manner.ODD, 10)) {
            target.put("anonymous", true);
        }
        if (chance.percent(90)) {
            target.set("attributes", attributes(manner));
        }
        return target;
    }

    private String identifier(Manner manner) {
        if (chance.in(manner, Manner.ODD, 8)) {
            return "";
        }
        return chance.percent(50) ? chance.oneOf(LISTED) : "user-" + chance.upTo(CROWD);
    }

    private ObjectNode attributes(Manner manner) {
        ObjectNode attributes = Json.object();
        TAME.forEach((name, values) -> {
            if (chance.percent(70)) {
                attributes.set(name, chance.oneOf(values));
            }
        });
        ODD.forEach((name, values) -> {
            if (chance.in(manner, Manner.ODD, 25)) {
                attributes.set(name, chance.oneOf(values));
            }
        });
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
