package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses documents that SaaS would not store; the message has the document and field. */
final class DocumentCheck {
    private static final Pattern IDENTIFIER = Pattern.compile("[^\\p{Cntrl}/\\\\?#%]{1,256}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> KINDS = Set.of("boolean", "int", "string", "json");

    private DocumentCheck() {}

    static void identifier(String identifier, DocumentKind kind) {
        if (!IDENTIFIER.matcher(identifier).matches()) {
            throw RefusedException.invalid(
                    "an identifier in "
                            + kind.path()
                            + " has 1 to 256 characters, none of them a control character or / \\ ? # %");
        }
    }

    static void document(DocumentKind kind, String identifier, ObjectNode json) {
        var where = kind.path() + "/" + identifier;
        switch (kind) {
            case FLAG -> flag(json, where);
            case SEGMENT -> segment(json, where);
            case API_KEY -> apiKey(json, where);
            case TARGET -> text(json, "name", where);
        }
    }

    static void version(ObjectNode json, String where) {
        var version = json.path("version");
        if (!version.isMissingNode()
                && (!version.canConvertToLong() || !version.isIntegralNumber())) {
            throw wrong(where, "version", "a whole number", version);
        }
    }

    private static void flag(ObjectNode json, String where) {
        oneOf(json, "state", Set.of("on", "off"), where);
        oneOf(json, "kind", KINDS, where);
        text(json, "offVariation", where);
        object(json, "defaultServe", where);
        array(json, "variations", where);
        if (json.path("variations").isEmpty()) {
            throw RefusedException.invalid(where + ": variations must not be empty");
        }
        elements(json.path("variations"), where + ": variations", "identifier", "value");
        for (var optional : new String[] {"rules", "prerequisites", "variationToTargetMap"}) {
            optionalArray(json, optional, where);
        }
    }

    private static void segment(ObjectNode json, String where) {
        text(json, "name", where);
        for (var optional :
                new String[] {"included", "excluded", "rules", "servingRules", "tags"}) {
            optionalArray(json, optional, where);
        }
    }

    private static void apiKey(ObjectNode json, String where) {
        text(json, "name", where);
        oneOf(json, "type", Set.of("server", "client"), where);
        if (!SHA256.matcher(json.path("sha256").asText("")).matches()) {
            throw RefusedException.invalid(
                    where + ": give 'key' (the raw key) or 'sha256' (64 lower-case hex digits)");
        }
    }

    private static void elements(JsonNode array, String where, String... fields) {
        for (var i = 0; i < array.size(); i++) {
            for (var field : fields) {
                text(array.path(i), field, where + "[" + i + "]");
            }
        }
    }

    private static void oneOf(JsonNode json, String field, Set<String> allowed, String where) {
        text(json, field, where);
        if (!allowed.contains(json.path(field).textValue())) {
            throw RefusedException.invalid(
                    where + ": " + field + " must be one of " + allowed.stream().sorted().toList());
        }
    }

    private static void text(JsonNode json, String field, String where) {
        if (!json.path(field).isTextual()) {
            throw wrong(where, field, "a string", json.path(field));
        }
    }

    private static void object(JsonNode json, String field, String where) {
        if (!json.path(field).isObject()) {
            throw wrong(where, field, "an object", json.path(field));
        }
    }

    private static void array(JsonNode json, String field, String where) {
        if (!json.path(field).isArray()) {
            throw wrong(where, field, "an array", json.path(field));
        }
    }

    /** SaaS sends null for what is absent, so null may stand for it. */
    private static void optionalArray(JsonNode json, String field, String where) {
        if (json.hasNonNull(field)) {
            array(json, field, where);
        }
    }

    private static RefusedException wrong(
            String where, String field, String expected, JsonNode found) {
        return RefusedException.invalid(
                where + ": " + field + " must be " + expected + ", not " + Json.describe(found));
    }
}
