package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is listed upstream and cannot be served fails closed for its dependents, in every SDK (ADR
 * 14). The field {@link #FIELD} says so to people and to edges; SDKs do not look at it.
 */
public final class Refusals {
    /** In a stand-in: why its document is refused. In a prerequisite: the flag that it named. */
    public static final String FIELD = "flaghoistRefused";

    private static final byte[] FIELD_BYTES =
            ('"' + FIELD + '"').getBytes(StandardCharsets.US_ASCII);
    private static final String NOBODY_CHOOSES_THIS = "flaghoist-refused";

    private Refusals() {}

    /**
     * What is published for a flag that is refused while no version of it is in the log: off, with
     * a variation that no prerequisite accepts. It has another kind than the flag, so that SDKs
     * that are asked for the flag itself answer with the default in the code, as for no flag.
     *
     * @param kind the refused flag's, as upstream gave it
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

    /** What is published for a segment that is refused: a group with nobody in it. */
    public static ObjectNode segment(String identifier, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("identifier", identifier)
                .put(FIELD, reason);
    }

    /** Why upstream's own document is refused, where {@code body} stands in for it; else empty. */
    public static Optional<String> reason(CanonicalJson body) {
        if (!mentions(body.utf8())) {
            return Optional.empty();
        }
        JsonNode reason = body.tree().path(FIELD);
        return reason.isTextual() ? Optional.of(reason.textValue()) : Optional.empty();
    }

    /** Spares the parsing of all documents but a few. */
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
     * A prerequisite with an identifier that no served flag has would count as met. It becomes one
     * that nothing can meet: that the flag itself is none of its variations.
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
