package io.flaghoist.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.shape.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * JSON as the reference evaluator's encoder writes it (json-iterator 1.1.12): compact, numbers as
 * 64-bit floats with exponents of two digits or more, {@code <}, {@code >}, {@code &}, the two line
 * separators and control characters escaped, of which only three have a short form. Names are
 * sorted, because their order is undefined there.
 */
final class GoJson {
    /** In the order of their UTF-8 bytes. */
    static final Comparator<String> BY_BYTES =
            Comparator.comparing(
                    text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

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
        var sorted = new TreeMap<String, String>(BY_BYTES);
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
                : AttributeText.withExponent(number, -6, 21);
    }

    private static String string(String text) {
        String wellFormed = Texts.wellFormed(text);
        var written = new StringBuilder(wellFormed.length() + 2).append('"');
        for (int i = 0; i < wellFormed.length(); i++) {
            append(wellFormed.charAt(i), written);
        }
        return written.append('"').toString();
    }

    private static void append(char c, StringBuilder written) {
        switch (c) {
            case '"', '\\' -> written.append('\\').append(c);
            case '\n' -> written.append("\\n");
            case '\r' -> written.append("\\r");
            case '\t' -> written.append("\\t");
            case '<', '>', '&', '\u2028', '\u2029' -> escape(c, written);
            default -> {
                if (c < ' ') {
                    escape(c, written);
                } else {
                    written.append(c);
                }
            }
        }
    }

    private static void escape(char c, StringBuilder written) {
        written.append("\\u").append(HexFormat.of().toHexDigits(c));
    }
}
