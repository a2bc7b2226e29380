package io.flaghoist.edge.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.edge.metrics.JsonMeters;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.wire.Target;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Harness-Target}: standard base64 of a target's JSON (sdk-clients.md, 2.1). Invalid
 * headers are ignored, as in ff-proxy, and counted.
 */
sealed interface TargetHeader {
    /** Maximum length, in characters, as in the JavaScript SDK. */
    int MAX_LENGTH = 262_143;

    /** A target. */
    record Found(Target target) implements TargetHeader {}

    /** Ignored, with the reason. */
    enum Ignored implements TargetHeader {
        TOO_LONG,
        NOT_BASE64,
        NOT_JSON,
        /** Beyond the limits of JSON. */
        BEYOND_BOUNDS,
        /** JSON, but without an identifier or with a field of the wrong type. */
        NOT_A_TARGET;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static TargetHeader read(String header, JsonMeters meters) {
        if (header.length() > MAX_LENGTH) {
            return Ignored.TOO_LONG;
        }
        byte[] json;
        try {
            json = Base64.getDecoder().decode(header);
        } catch (IllegalArgumentException e) {
            return Ignored.NOT_BASE64;
        }
        JsonNode tree;
        try {
            tree = JsonZone.UNTRUSTED.read(json);
        } catch (JsonProcessingException e) {
            JsonFlaw flaw = JsonFlaw.of(e);
            meters.refused(JsonMeters.What.TARGET_HEADER, flaw);
            return flaw.isBound() ? Ignored.BEYOND_BOUNDS : Ignored.NOT_JSON;
        }
        return tree instanceof ObjectNode object ? target(object) : Ignored.NOT_A_TARGET;
    }

    private static TargetHeader target(ObjectNode object) {
        String identifier = text(object.get("identifier"));
        String name = text(object.get("name"));
        JsonNode attributes = object.get("attributes");
        boolean isTarget =
                identifier != null
                        && name != null
                        && TargetRules.ofEvaluation(identifier) == null
                        && name.length() <= TargetRules.MAX_NAME
                        && (isAbsent(attributes) || attributes instanceof ObjectNode);
        if (!isTarget) {
            return Ignored.NOT_A_TARGET;
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (attributes != null) {
            attributes.properties().forEach(field -> values.put(field.getKey(), field.getValue()));
        }
        return new Found(new Target(identifier, name, null, values));
    }

    /** Empty if absent; null if it is not text. */
    private static @Nullable String text(@Nullable JsonNode node) {
        if (isAbsent(node)) {
            return "";
        }
        return node == null ? null : node.textValue();
    }

    private static boolean isAbsent(@Nullable JsonNode node) {
        return node == null || node.isNull();
    }
}
