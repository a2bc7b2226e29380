package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Changes JSON here and there, sensibly or not. */
final class RandomEdits {
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "0",
                    "1",
                    "5",
                    "-1",
                    "1.50",
                    "1e400",
                    "''",
                    "'red'",
                    "'on'",
                    "'a\\u0000`\\u202e'",
                    "[]",
                    "{}",
                    "['x']",
                    "[null]",
                    "[[{}]]",
                    "[{},{}]",
                    "{'variation':'red'}",
                    "[{'identifier':'t1'}]",
                    "99999999999999999999");
    private static final List<String> NAMES =
            List.of("rules", "version", "x y", "priority", "values", "weight", "serve", "", "name");

    private final Random dice;

    RandomEdits(Random dice) {
        this.dice = dice;
    }

    /** A copy with one to three edits; by chance none of them changes anything. */
    ObjectNode edited(ObjectNode document) {
        ObjectNode copy = document.deepCopy();
        for (int i = dice.nextInt(3); i >= 0; i--) {
            edit(copy);
        }
        return copy;
    }

    /** The same content with the fields of every object in another order. */
    JsonNode reordered(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                Collections.shuffle(names, dice);
                ObjectNode copy = Json.object();
                names.forEach(name -> copy.set(name, reordered(object.get(name))));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = Json.object().arrayNode();
                array.forEach(element -> copy.add(reordered(element)));
                yield copy;
            }
            default -> value;
        };
    }

    JsonNode value() {
        return Compared.json(oneOf(VALUES));
    }

    private void edit(JsonNode root) {
        var containers = new ArrayList<JsonNode>();
        collect(root, containers);
        switch (oneOf(containers)) {
            case ObjectNode object -> editFields(object);
            case ArrayNode array -> editElements(array);
            default -> throw new IllegalStateException("not a container");
        }
    }

    private void editFields(ObjectNode object) {
        var names = new ArrayList<>(NAMES);
        object.fieldNames().forEachRemaining(names::add);
        String name = oneOf(names);
        if (dice.nextInt(4) == 0) {
            object.remove(name);
        } else {
            object.set(name, value());
        }
    }

    private void editElements(ArrayNode array) {
        int size = array.size();
        switch (dice.nextInt(size == 0 ? 1 : 4)) {
            case 0 -> array.insert(dice.nextInt(size + 1), value());
            case 1 -> array.remove(dice.nextInt(size));
            case 2 ->
                    array.insert(dice.nextInt(size + 1), array.get(dice.nextInt(size)).deepCopy());
            default -> array.add(array.remove(dice.nextInt(size)));
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(dice.nextInt(choices.size()));
    }
}
