package io.flaghoist.acceptance.sdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * For whom a flag is evaluated; also the target's name.
 *
 * @param attributes texts by name
 */
public record SdkTarget(String identifier, Map<String, String> attributes) {
    public SdkTarget {
        attributes = Map.copyOf(attributes);
    }

    /** A target without attributes. */
    public static SdkTarget target(String identifier) {
        return new SdkTarget(identifier, Map.of());
    }

    public SdkTarget with(String attribute, String value) {
        var more = new TreeMap<>(attributes);
        more.put(attribute, value);
        return new SdkTarget(identifier, more);
    }

    /** As SDKs send it. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("identifier", identifier).put("name", identifier);
        ObjectNode texts = json.putObject("attributes");
        attributes.forEach(texts::put);
        return json;
    }
}
