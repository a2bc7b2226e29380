package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether unknown fields from SaaS are within the limits of {@link Json}. */
final class Bounds {
    /** Maximum depth of known fields. */
    private static final int KNOWN_LEVELS = 16;

    private static final int MAX_DEPTH = Json.MAX_DEPTH - KNOWN_LEVELS;

    private Bounds() {}

    /** False if {@code value} is dropped, which is then reported. */
    static boolean areKept(JsonNode value, String path, ShapeProblems problems) {
        String flaw = flaw(value, MAX_DEPTH);
        if (flaw != null) {
            problems.mended(path, flaw + ": left out");
        }
        return flaw == null;
    }

    static boolean isNameKept(String name, String path, ShapeProblems problems) {
        if (name.length() <= Json.MAX_NAME && name.equals(Texts.wellFormed(name))) {
            return true;
        }
        problems.mended(path, "has a field with an invalid name: dropped");
        return false;
    }

    private static @Nullable String flaw(JsonNode value, int depthLeft) {
        if (value.isTextual()) {
            return value.textValue().length() > Json.MAX_STRING ? "holds too long a text" : null;
        }
        if (value.isNumber()) {
            return value.asText().length() > Json.MAX_NUMBER ? "holds too long a number" : null;
        }
        if (value.isEmpty()) {
            return null;
        }
        if (depthLeft == 0) {
            return "is too deep";
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (field.getKey().length() > Json.MAX_NAME
                    || !field.getKey().equals(Texts.wellFormed(field.getKey()))) {
                return "contains an invalid name";
            }
        }
        for (JsonNode element : value) {
            String flaw = flaw(element, depthLeft - 1);
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }
}
