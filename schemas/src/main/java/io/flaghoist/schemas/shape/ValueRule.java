package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;

/**
 * How one value is brought into shape: what is close enough is converted, anything else is refused.
 */
interface ValueRule {
    /** The value in shape; {@code value} is neither absent nor null. */
    JsonNode shape(JsonNode value, String path) throws ShapeViolation;

    /** Text; numbers and booleans become their text. */
    static ValueRule text() {
        return (value, path) -> {
            if (value.isTextual()) {
                return value;
            }
            if (value.isNumber() || value.isBoolean()) {
                return TextNode.valueOf(value.asText());
            }
            throw new ShapeViolation(path, "is not text");
        };
    }

    /** Text that names something: not empty. */
    static ValueRule name() {
        return (value, path) -> {
            JsonNode text = text().shape(value, path);
            if (text.textValue().isEmpty()) {
                throw new ShapeViolation(path, "is empty");
            }
            return text;
        };
    }

    /** A name that also stands in paths and topic keys (threats-and-faults.md, section 2). */
    static ValueRule identifier() {
        return (value, path) -> {
            JsonNode text = name().shape(value, path);
            if (!Identifiers.isValid(text.textValue())) {
                throw new ShapeViolation(
                        path,
                        "is longer than 256 characters or has a control character or one of / \\ ? # %");
            }
            return text;
        };
    }

    /** One of a closed set of words. */
    static ValueRule oneOf(Set<String> words) {
        return (value, path) -> {
            if (value.isTextual() && words.contains(value.textValue())) {
                return value;
            }
            throw new ShapeViolation(path, "is none of " + words.stream().sorted().toList());
        };
    }

    /**
     * A flag's state. Whatever is not on is off: so says the reference evaluator of states that it
     * does not know, where an SDK would read no flag at all.
     */
    static ValueRule onOrOff() {
        return (value, path) -> TextNode.valueOf(value.asText().equals("on") ? "on" : "off");
    }

    /** A whole number within 64 bits; its text is taken too. */
    static ValueRule integer() {
        return (value, path) -> {
            if (value.canConvertToExactIntegral() && value.canConvertToLong()) {
                return LongNode.valueOf(value.longValue());
            }
            if (value.isTextual()) {
                try {
                    return LongNode.valueOf(Long.parseLong(value.textValue().strip()));
                } catch (NumberFormatException _) {
                    throw new ShapeViolation(path, "is not a whole number");
                }
            }
            throw new ShapeViolation(path, "is not a whole number");
        };
    }

    /** True or false; their text is taken too. */
    static ValueRule bool() {
        return (value, path) -> {
            if (value.isBoolean()) {
                return value;
            }
            return switch (value.asText()) {
                case "true" -> BooleanNode.TRUE;
                case "false" -> BooleanNode.FALSE;
                default -> throw new ShapeViolation(path, "is neither true nor false");
            };
        };
    }

    /** An array; null elements, which break Node and Python, are left out. */
    static ValueRule arrayOf(ValueRule element) {
        return (value, path) -> {
            if (!value.isArray()) {
                throw new ShapeViolation(path, "is not an array");
            }
            ArrayNode shaped = JsonNodeFactory.instance.arrayNode(value.size());
            for (int i = 0; i < value.size(); i++) {
                if (!value.get(i).isNull()) {
                    shaped.add(element.shape(value.get(i), path + "[" + i + "]"));
                }
            }
            return shaped;
        };
    }

    /** Any object, with its fields in a fixed order. */
    static ValueRule anyObject() {
        return (value, path) -> {
            if (value instanceof ObjectNode object) {
                return ObjectShape.sorted(object);
            }
            throw new ShapeViolation(path, "is not an object");
        };
    }
}
