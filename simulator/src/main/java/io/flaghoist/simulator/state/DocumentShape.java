package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Locale;

/** Adds the fields that SaaS adds. Everything else is unchanged. */
final class DocumentShape {
    private final EnvironmentNames names;
    private final Clock clock;

    DocumentShape(EnvironmentNames names, Clock clock) {
        this.names = names;
        this.clock = clock;
    }

    /**
     * Completes one document.
     *
     * @return a new object; {@code given} is left alone
     * @throws RefusedException 400 when the identifier or version contradicts
     */
    ObjectNode complete(DocumentKind kind, String identifier, ObjectNode given) {
        var json = given.deepCopy();
        var named = json.path(kind.identifierField());
        if (!named.isMissingNode() && !identifier.equals(named.textValue())) {
            throw RefusedException.invalid(
                    kind.path()
                            + "/"
                            + identifier
                            + ": "
                            + kind.identifierField()
                            + " must be '"
                            + identifier
                            + "' or absent");
        }
        json.put(kind.identifierField(), identifier);
        return switch (kind) {
            case FLAG -> {
                absent(json, "project", names.projectIdentifier());
                absent(json, "environment", names.environmentIdentifier());
                yield json;
            }
            case SEGMENT -> {
                absent(json, "environment", names.environmentIdentifier());
                yield json;
            }
            case API_KEY -> apiKey(identifier, json);
            case TARGET -> target(identifier, json);
        };
    }

    /** Only these four fields, so that a raw key cannot hide in an unknown one. */
    private static ObjectNode apiKey(String identifier, ObjectNode given) {
        var key = given.path("key").textValue();
        return Json.object()
                .put("identifier", identifier)
                .put("name", given.path("name").asText(identifier))
                .put("type", given.path("type").asText("server").toLowerCase(Locale.ROOT))
                .put(
                        "sha256",
                        key == null || key.isEmpty()
                                ? given.path("sha256").asText("")
                                : SdkKeys.sha256(key));
    }

    private ObjectNode target(String identifier, ObjectNode json) {
        absent(json, "name", identifier);
        absent(json, "account", names.accountIdentifier());
        absent(json, "org", names.orgIdentifier());
        absent(json, "project", names.projectIdentifier());
        absent(json, "environment", names.environmentIdentifier());
        if (!json.has("createdAt")) {
            json.put("createdAt", clock.millis());
        }
        return json;
    }

    private static void absent(ObjectNode json, String field, String value) {
        if (!json.has(field)) {
            json.put(field, value);
        }
    }
}
