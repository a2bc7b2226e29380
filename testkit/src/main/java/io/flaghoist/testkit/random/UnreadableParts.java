package io.flaghoist.testkit.random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Spoils documents here and there, at any depth, so that no SDK could read them, but the reference
 * evaluator's decoder leaves something.
 */
final class UnreadableParts {
    private static final int PERCENT = 4;

    /**
     * No wrong type is put there: to the reference evaluator it is neither there nor not, or what
     * comes of it here is better.
     */
    private static final Set<String> OF_THEIR_TYPE = Set.of("variation", "distribution", "value");

    private static final String NOTHING = "";

    private static final List<Long> NUMBERS =
            List.of(3_000_000_000L, -3_000_000_000L, 2_147_483_647L, 5_000_000_000_000_000L, -7L);

    private final Chance chance;

    UnreadableParts(Chance chance) {
        this.chance = chance;
    }

    /** All but the document's own identifier may be spoilt. */
    void addTo(ObjectNode document) {
        spoil(document, document.has("feature") ? "feature" : "identifier");
    }

    private void spoil(ObjectNode object, String spared) {
        for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
            if (!field.getKey().equals(spared)) {
                spoil(object, field.getKey(), field.getValue());
            }
        }
    }

    private void spoil(ObjectNode object, String name, JsonNode value) {
        if (value instanceof ObjectNode inner) {
            spoil(inner, NOTHING);
        } else if (value instanceof ArrayNode array) {
            spoil(array);
        }
        if (!chance.percent(PERCENT)) {
            return;
        }
        if (value.isNumber()) {
            object.put(name, chance.oneOf(NUMBERS));
        } else if (value.isTextual() && chance.percent(50)) {
            object.put(name, name.equals("kind") ? "colour" : "");
        } else if (!OF_THEIR_TYPE.contains(name)) {
            object.set(name, ofAnotherType(value));
        }
    }

    private static JsonNode ofAnotherType(JsonNode value) {
        ObjectNode object = Json.object();
        return value.isObject() ? object.putArray("list") : object;
    }

    private void spoil(ArrayNode array) {
        var elements = new ArrayList<JsonNode>();
        for (JsonNode element : array) {
            if (chance.percent(PERCENT)) {
                elements.add(NullNode.getInstance());
            }
            if (element instanceof ObjectNode object) {
                spoil(object, NOTHING);
            }
            boolean isSpoilt = element.isObject() && chance.percent(PERCENT / 2);
            elements.add(isSpoilt ? object().path("list") : element);
        }
        array.removeAll().addAll(elements);
    }

    private static ObjectNode object() {
        ObjectNode object = Json.object();
        object.putArray("list");
        return object;
    }
}
