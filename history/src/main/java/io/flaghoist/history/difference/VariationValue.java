package io.flaghoist.history.difference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flaghoist.schemas.json.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The value of a variation. That of a JSON flag is a text with an object in it, of which people
 * want to know the field that changed.
 */
record VariationValue(DifferenceCollector findings) {
    private static final int MOST_FIELDS = 5;

    void tell(ComparedNode value, String context) {
        if (value.same()) {
            return;
        }
        List<Difference> inside = inside(value);
        if (inside.isEmpty()) {
            findings.named(value, context, "value");
            return;
        }
        String fields =
                inside.stream()
                        .limit(MOST_FIELDS)
                        .map(Difference::text)
                        .collect(Collectors.joining("; "));
        int more = inside.size() - MOST_FIELDS;
        findings.add(
                value,
                context
                        + "value: "
                        + fields
                        + (more > 0 ? "; and " + Words.count(more, "more field") : ""));
    }

    private static List<Difference> inside(ComparedNode value) {
        if (!value.are(JsonNode::isTextual) || value.before() == null || value.after() == null) {
            return List.of();
        }
        var parsed = new ComparedNode(Path.ROOT, parse(value.before()), parse(value.after()));
        var inside = new DifferenceCollector();
        if (parsed.are(JsonNode::isObject)) {
            inside.rest(parsed, "", Set.of());
        }
        return inside.list();
    }

    private static JsonNode parse(JsonNode text) {
        try {
            return Json.read(text.textValue());
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
