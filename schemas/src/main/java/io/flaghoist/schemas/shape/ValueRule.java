package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts one value: a similar value is converted, anything else counts as absent, as in the
 * reference evaluator's decoder. Problems are reported.
 */
interface ValueRule {
    /** Treatment of an element that is null or of the wrong type. */
    enum OddElement {
        /** Dropped: it makes no difference to the reference evaluator. */
        LEFT_OUT,
        /** Replaced by an empty element, which differs from none. */
        EMPTY
    }

    /** Maximum digits of a 64-bit number. */
    int MAX_DIGITS = 20;

    /**
     * The converted value; null if it counts as absent.
     *
     * @param value neither absent nor null
     */
    @Nullable JsonNode shape(JsonNode value, String path, ShapeProblems problems);

    /** Text; numbers and booleans become their text. */
    static ValueRule text() {
        return (value, path, problems) -> {
            if (value.isTextual()) {
                return held(value, path, problems);
            }
            if (value.isNumber() || value.isBoolean()) {
                return TextNode.valueOf(value.asText());
            }
            problems.mended(path, "is not text: as if absent");
            return null;
        };
    }

    /** Text; anything else becomes its JSON. */
    static ValueRule textOrJson() {
        return (value, path, problems) -> {
            if (!value.isContainerNode()) {
                return text().shape(value, path, problems);
            }
            problems.mended(path, "is not text: taken as its JSON");
            JsonNode json = ObjectShape.sorted(value);
            String text = new String(Json.write(json), StandardCharsets.UTF_8);
            return held(TextNode.valueOf(text), path, problems);
        };
    }

    private static JsonNode held(JsonNode text, String path, ShapeProblems problems) {
        String before = text.textValue();
        if (before.length() > Json.MAX_STRING) {
            problems.beyondMending(path, "is longer than " + Json.MAX_STRING + " characters");
            return TextNode.valueOf("");
        }
        String after = Texts.wellFormed(before);
        return after.equals(before) ? text : TextNode.valueOf(after);
    }

    /**
     * A flag's kind. SDKs would reject the whole list for an unknown kind; the reference evaluator
     * treats its values as text.
     */
    static ValueRule kind() {
        Map<String, String> known =
                Map.ofEntries(
                        Map.entry("boolean", "boolean"),
                        Map.entry("int", "int"),
                        Map.entry("string", "string"),
                        Map.entry("json", "json"),
                        Map.entry("bool", "boolean"),
                        Map.entry("number", "int"),
                        Map.entry("integer", "int"),
                        Map.entry("float", "int"),
                        Map.entry("double", "int"));
        return (value, path, problems) -> {
            String word = known.get(value.asText().toLowerCase(Locale.ROOT));
            if (word == null) {
                problems.mended(path, "is no kind that SDKs know: taken as string");
                return TextNode.valueOf("string");
            }
            return TextNode.valueOf(word);
        };
    }

    /**
     * A flag's state. Any state other than on is off, as in the reference evaluator; SDKs could not
     * read the flag.
     */
    static ValueRule onOrOff() {
        return (value, path, problems) -> {
            String state = value.asText();
            if (!state.equals("on") && !state.equals("off")) {
                problems.mended(path, "is neither on nor off: taken as off");
            }
            return TextNode.valueOf(state.equals("on") ? "on" : "off");
        };
    }

    /** A 64-bit integer, also as text. */
    static ValueRule integer() {
        return (value, path, problems) -> {
            BigDecimal whole = whole(value, path, problems);
            if (whole == null) {
                return null;
            }
            long nearest = saturated(whole);
            if (whole.compareTo(BigDecimal.valueOf(nearest)) != 0) {
                problems.mended(path, "does not fit into 64 bits: as if absent");
                return null;
            }
            return LongNode.valueOf(nearest);
        };
    }

    /** An integer, saturated at 64 bits. */
    static ValueRule saturatedInteger() {
        return (value, path, problems) -> {
            BigDecimal whole = whole(value, path, problems);
            return whole == null ? null : LongNode.valueOf(saturated(whole));
        };
    }

    private static @Nullable BigDecimal whole(JsonNode value, String path, ShapeProblems problems) {
        if (value.isTextual() && value.textValue().strip().matches("[-+]?[0-9]{1,19}")) {
            return new BigDecimal(value.textValue().strip());
        }
        if (!value.isNumber()) {
            problems.mended(path, "is not a whole number: as if absent");
            return null;
        }
        BigDecimal exact = value.decimalValue();
        BigDecimal whole =
                exact.precision() - exact.scale() > MAX_DIGITS
                        ? exact
                        : exact.setScale(0, RoundingMode.DOWN);
        if (whole.compareTo(exact) != 0) {
            problems.mended(path, "is not a whole number: its whole part counts");
        }
        return whole;
    }

    private static long saturated(BigDecimal whole) {
        if (whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Long.MAX_VALUE;
        }
        return whole.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0
                ? Long.MIN_VALUE
                : whole.longValue();
    }

    /** A boolean, also as text. */
    static ValueRule bool() {
        return (value, path, problems) -> {
            if (value.isBoolean()) {
                return value;
            }
            return switch (value.asText()) {
                case "true" -> BooleanNode.TRUE;
                case "false" -> BooleanNode.FALSE;
                default -> {
                    problems.mended(path, "is neither true nor false: as if absent");
                    yield null;
                }
            };
        };
    }

    /** An array without null elements, which would break Node and Python. */
    static ValueRule arrayOf(ValueRule element, OddElement odd) {
        return (value, path, problems) -> {
            if (!value.isArray()) {
                problems.mended(path, "is not an array: as if absent");
                return null;
            }
            ArrayNode shaped = JsonNodeFactory.instance.arrayNode(value.size());
            for (int i = 0; i < value.size(); i++) {
                JsonNode inShape =
                        element(element, odd, value.get(i), path + "[" + i + "]", problems);
                if (inShape != null) {
                    shaped.add(inShape);
                }
            }
            return shaped;
        };
    }

    private static @Nullable JsonNode element(
            ValueRule rule, OddElement odd, JsonNode value, String path, ShapeProblems problems) {
        JsonNode inShape = null;
        if (value.isNull()) {
            problems.mended(path, "is null: " + (odd == OddElement.EMPTY ? "empty" : "left out"));
        } else {
            inShape = rule.shape(value, path, problems);
        }
        if (inShape != null || odd == OddElement.LEFT_OUT) {
            return inShape;
        }
        return rule.empty();
    }

    /** An empty element. */
    default JsonNode empty() {
        return TextNode.valueOf("");
    }

    /** Any object, with sorted fields; dropped if it is nested too deeply. */
    static ValueRule anyObject() {
        return (value, path, problems) -> {
            if (!(value instanceof ObjectNode object)) {
                problems.mended(path, "is not an object: as if absent");
                return null;
            }
            return Bounds.areKept(object, path, problems) ? ObjectShape.sorted(object) : null;
        };
    }
}
