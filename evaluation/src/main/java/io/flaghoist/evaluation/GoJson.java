package io.flaghoist.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * JSON as Go's encoder writes it: compact, names sorted, numbers as 64-bit floats, {@code <},
 * {@code >}, {@code &} and the two line separators escaped.
 */
final class GoJson {
    private GoJson() {}

    static String write(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> object(value);
            case ARRAY -> array(value);
            case STRING -> string(value.textValue());
            case NUMBER -> number(value.doubleValue());
            case BOOLEAN -> value.booleanValue() ? "true" : "false";
            case NULL, MISSING, BINARY, POJO -> "null";
        };
    }

    private static String object(JsonNode object) {
        var sorted = new TreeMap<String, String>();
        object.properties().forEach(field -> sorted.put(field.getKey(), write(field.getValue())));
        List<String> fields =
                sorted.entrySet().stream()
                        .map(field -> string(field.getKey()) + ":" + field.getValue())
                        .toList();
        return "{" + String.join(",", fields) + "}";
    }

    private static String array(JsonNode array) {
        var elements = new ArrayList<String>(array.size());
        array.forEach(element -> elements.add(write(element)));
        return "[" + String.join(",", elements) + "]";
    }

    private static String number(double number) {
        return number == 0 || Double.isInfinite(number)
                ? AttributeText.decimal(number)
                : AttributeText.withExponent(number, -6, 21, 1);
    }

    private static String string(String text) {
        return TextNode.valueOf(text)
                .toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
