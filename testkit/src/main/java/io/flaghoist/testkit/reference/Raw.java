package io.flaghoist.testkit.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Values as the reference evaluator's decoder leaves them: what is absent, null or of the wrong
 * type is empty.
 */
final class Raw {
    private Raw() {}

    static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }

    static long whole(JsonNode value) {
        return value.isNumber() && value.canConvertToExactIntegral() ? value.longValue() : 0;
    }

    /** The elements of an array, null among them. */
    static List<JsonNode> list(JsonNode value) {
        var elements = new ArrayList<JsonNode>();
        if (value.isArray()) {
            value.forEach(elements::add);
        }
        return elements;
    }

    static List<String> texts(JsonNode value) {
        return list(value).stream().map(Raw::text).toList();
    }

    /** What clauses compare (evaluation.md, 2.5). */
    static String attribute(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case NUMBER -> decimal(value);
            case BOOLEAN -> value.asText();
            case OBJECT -> value.toString();
            case ARRAY ->
                    "[" + String.join(" ", list(value).stream().map(Raw::attribute).toList()) + "]";
            case NULL -> "<nil>";
            case MISSING, BINARY, POJO -> "";
        };
    }

    private static String decimal(JsonNode number) {
        double value = Double.parseDouble(number.asText());
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
