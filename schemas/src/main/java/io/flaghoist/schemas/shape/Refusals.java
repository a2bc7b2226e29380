package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Placeholders for upstream documents that cannot be served: dependents fail closed in every SDK
 * (ADR 14). The field {@link #FIELD} marks them for operators and edges; SDKs ignore it.
 */
public final class Refusals {
    /** In a placeholder: why its document is refused. In a prerequisite: the original flag. */
    public static final String FIELD = "flaghoistRefused";

    private static final byte[] FIELD_BYTES =
            ('"' + FIELD + '"').getBytes(StandardCharsets.US_ASCII);
    private static final String NOBODY_CHOOSES_THIS = "flaghoist-refused";

    private Refusals() {}

    /**
     * The placeholder for a refused flag without a version in the log: off, with a variation that
     * no prerequisite accepts. Its kind differs from the flag's, so that SDKs return the default in
     * the code for the flag itself.
     *
     * @param kind the kind of the refused flag upstream
     */
    public static ObjectNode flag(String identifier, String kind, String reason) {
        boolean isBoolean = kind.equals("boolean");
        ObjectNode flag = JsonNodeFactory.instance.objectNode();
        flag.put("feature", identifier);
        flag.put("state", "off");
        flag.put("kind", isBoolean ? "string" : "boolean");
        flag.putArray("variations")
                .addObject()
                .put("identifier", NOBODY_CHOOSES_THIS)
                .put("value", isBoolean ? "" : "false");
        flag.put("offVariation", NOBODY_CHOOSES_THIS);
        flag.putObject("defaultServe").put("variation", NOBODY_CHOOSES_THIS);
        return flag.put(FIELD, reason);
    }

    /** The placeholder for a refused segment: an empty group. */
    public static ObjectNode segment(String identifier, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("identifier", identifier)
                .put(FIELD, reason);
    }

    /** Why upstream's document is refused, if {@code body} is its placeholder; else empty. */
    public static Optional<String> reason(CanonicalJson body) {
        if (!mentions(body.utf8())) {
            return Optional.empty();
        }
        JsonNode reason = body.tree().path(FIELD);
        return reason.isTextual() ? Optional.of(reason.textValue()) : Optional.empty();
    }

    /** Avoids parsing most documents. */
    private static boolean mentions(byte[] body) {
        int last = body.length - FIELD_BYTES.length;
        for (int i = 0; i <= last; i++) {
            if (body[i] == FIELD_BYTES[0]
                    && Arrays.equals(
                            body, i, i + FIELD_BYTES.length, FIELD_BYTES, 0, FIELD_BYTES.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A prerequisite with an invalid flag identifier would count as met. It is replaced by one that
     * can never be met: that the flag itself has none of its variations.
     */
    static void closeUnservedPrerequisites(ObjectNode flag) {
        for (JsonNode element : flag.path("prerequisites")) {
            String feature = element.path("feature").asText("");
            if (!feature.isEmpty()
                    && !Identifiers.isValid(feature)
                    && element instanceof ObjectNode prerequisite) {
                close(prerequisite, flag.path("feature"), feature);
            }
        }
    }

    private static void close(ObjectNode prerequisite, JsonNode flag, String feature) {
        ObjectNode before = prerequisite.deepCopy();
        prerequisite.removeAll();
        prerequisite.set("feature", flag);
        prerequisite.putArray("variations");
        prerequisite.put(FIELD, feature);
        before.properties()
                .forEach(other -> prerequisite.putIfAbsent(other.getKey(), other.getValue()));
    }
}
