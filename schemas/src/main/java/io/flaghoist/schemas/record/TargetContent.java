package io.flaghoist.schemas.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.json.Json;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The canonical content of a target: identifier, name and attributes, independent of the order of
 * fields and the format of numbers.
 */
final class TargetContent {
    /** Integers with up to this many digits are written without an exponent. */
    private static final int MAX_PLAIN_DIGITS = 32;

    /** Maximum length, in characters. */
    private static final int MAX_IDENTIFIER = 512;

    private TargetContent() {}

    static String requireIdentifier(String identifier) {
        if (!isIdentifier(identifier)) {
            throw new IllegalArgumentException("a target identifier has 1 to 512 characters");
        }
        return identifier;
    }

    static boolean isIdentifier(String text) {
        return !text.isEmpty() && text.length() <= MAX_IDENTIFIER;
    }

    /** An immutable copy, sorted by name at every depth. */
    static Map<String, JsonNode> canonical(Map<String, JsonNode> attributes) {
        var sorted = new TreeMap<String, JsonNode>();
        attributes.forEach((name, value) -> sorted.put(name, canonical(value)));
        return Collections.unmodifiableMap(sorted);
    }

    /** The lower-case hex SHA-256 of identifier, name and canonical attributes. */
    static String hash(String identifier, String name, Map<String, JsonNode> attributes) {
        ObjectNode tree = Json.object();
        tree.put("identifier", identifier);
        tree.put("name", name);
        tree.set("attributes", tree(attributes));
        return Digests.sha256Hex(Json.write(tree));
    }

    static ObjectNode tree(Map<String, JsonNode> attributes) {
        ObjectNode tree = Json.object();
        attributes.forEach(tree::set);
        return tree;
    }

    private static JsonNode canonical(JsonNode value) {
        if (value instanceof ObjectNode object) {
            var fields = new TreeMap<String, JsonNode>();
            object.properties()
                    .forEach(field -> fields.put(field.getKey(), canonical(field.getValue())));
            return tree(fields);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode(array.size());
            array.forEach(element -> copy.add(canonical(element)));
            return copy;
        }
        return isFraction(value) ? DecimalNode.valueOf(plain(value.decimalValue())) : value;
    }

    /** NaN and infinities cannot occur in JSON; they are kept. */
    private static boolean isFraction(JsonNode value) {
        return value.isBigDecimal()
                || (value.isFloatingPointNumber() && Double.isFinite(value.doubleValue()));
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        boolean isShortWhole =
                stripped.scale() < 0
                        && (long) stripped.precision() - stripped.scale() <= MAX_PLAIN_DIGITS;
        return isShortWhole ? stripped.setScale(0) : stripped;
    }
}
