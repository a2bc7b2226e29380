package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target (relay-protocol.md, F.5).
 *
 * @param attributes values of any JSON type by name
 * @param unknown fields that this model does not name, as they came
 */
public record Target(
        @Nullable String identifier,
        @Nullable String name,
        @Nullable Boolean anonymous,
        @Nullable Map<String, JsonNode> attributes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
    public Target {
        unknown = Unknown.copyOf(unknown);
    }

    /** Redacted: attributes are personal data. */
    @Override
    public String toString() {
        return "Target[redacted]";
    }
}
