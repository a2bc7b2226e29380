package io.flaghoist.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.shape.Texts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * The text of an attribute's JSON value (evaluation.md, 2.5), as the Go SDK's evaluator compares
 * it, including the format of numbers.
 */
final class AttributeText {
    private static final String NULL = "<nil>";

    private AttributeText() {}

    static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> Texts.wellFormed(value.textValue());
            case NUMBER -> decimal(value.doubleValue());
            case BOOLEAN -> value.booleanValue() ? "true" : "false";
            case OBJECT -> GoJson.write(value);
            case ARRAY -> printed(value);
            case NULL, MISSING, BINARY, POJO -> NULL;
        };
    }

    /** The shortest decimal that identifies this number, never with an exponent. */
    static String decimal(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        return shortest(number).toPlainString();
    }

    /** Its shortest decimal digits; {@code number} is finite and not 0. */
    static BigDecimal shortest(double number) {
        // Java prints two digits for some of the smallest numbers where one is sufficient.
        BigDecimal oneDigit = new BigDecimal(number).round(new MathContext(1));
        return oneDigit.doubleValue() == number
                ? oneDigit.stripTrailingZeros()
                : new BigDecimal(Double.toString(number)).stripTrailingZeros();
    }

    /** As Go prints a value inside an array or a map: {@code [a b]}, {@code map[k:v]}. */
    private static String printed(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "[" + String.join(" ", elements(value)) + "]";
            case OBJECT -> "map[" + String.join(" ", fields(value)) + "]";
            case NUMBER -> generalNumber(value.doubleValue());
            case STRING, BOOLEAN, NULL, MISSING, BINARY, POJO -> of(value);
        };
    }

    private static List<String> elements(JsonNode array) {
        var elements = new ArrayList<String>(array.size());
        for (Iterator<JsonNode> each = array.elements(); each.hasNext(); ) {
            elements.add(printed(each.next()));
        }
        return elements;
    }

    private static List<String> fields(JsonNode object) {
        var sorted = new TreeMap<String, String>(GoJson.BY_BYTES);
        object.properties().forEach(field -> sorted.put(field.getKey(), printed(field.getValue())));
        return sorted.entrySet().stream()
                .map(field -> field.getKey() + ":" + field.getValue())
                .toList();
    }

    /** With an exponent below 1e-4 and from 1e6, as Go prints a float64 by default. */
    private static String generalNumber(double number) {
        return number == 0 || Double.isInfinite(number)
                ? decimal(number)
                : withExponent(number, -4, 6);
    }

    /**
     * The shortest text of a number; with an exponent of two digits or more where the first digit's
     * place is below {@code least} or not below {@code limit}.
     */
    static String withExponent(double number, int least, int limit) {
        BigDecimal shortest = shortest(number);
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= least && exponent < limit) {
            return shortest.toPlainString();
        }
        String digits = shortest.movePointLeft(exponent).toPlainString();
        String magnitude = Integer.toString(Math.abs(exponent));
        String zero = magnitude.length() < 2 ? "0" : "";
        return digits + "e" + (exponent < 0 ? "-" : "+") + zero + magnitude;
    }
}
