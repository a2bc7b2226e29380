package io.flaghoist.history.difference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Compares documents in tests. */
final class Compared {
    private Compared() {}

    static List<String> lines(FlagFixture before, FlagFixture after) {
        return lines(between(before.document(), after.document()));
    }

    static List<String> lines(SegmentFixture before, SegmentFixture after) {
        return lines(between(before.document(), after.document()));
    }

    static List<String> lines(List<Difference> differences) {
        return differences.stream().map(Difference::text).toList();
    }

    static List<String> paths(List<Difference> differences) {
        return differences.stream().map(Difference::path).toList();
    }

    static List<Difference> between(Document before, Document after) {
        return Differences.between(
                before.key(), Optional.of(before.body()), Optional.of(after.body()));
    }

    static List<Difference> between(DocumentKey key, ObjectNode before, ObjectNode after) {
        return Differences.between(
                key, Optional.of(CanonicalJson.of(before)), Optional.of(CanonicalJson.of(after)));
    }

    /** A flag with one element of one of its lists changed. */
    static UnaryOperator<ObjectNode> element(
            String list, int index, UnaryOperator<ObjectNode> change) {
        return json -> {
            ArrayNode elements = json.withArray(list);
            elements.set(index, change.apply((ObjectNode) elements.get(index)));
            return json;
        };
    }

    /** Sets one field to a JSON value. */
    static UnaryOperator<ObjectNode> setting(String field, String value) {
        return json -> json.set(field, json(value));
    }

    static UnaryOperator<ObjectNode> without(String field) {
        return json -> json.without(field);
    }

    static void rename(JsonNode target) {
        ((ObjectNode) target).put("name", "new " + target.path("name").asText());
    }

    /** JSON with single quotes, which are easier on the eye here. */
    static JsonNode json(String text) {
        try {
            return Json.read(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
