package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target (relay-protocol.md, F.5).
 *
 * @param attributes values of any JSON type by name
 */
public record Target(
        @Nullable String identifier,
        @Nullable String name,
        @Nullable Boolean anonymous,
        @Nullable Map<String, JsonNode> attributes) {
    /** Redacted: attributes are personal data. */
    @Override
    public String toString() {
        return "Target[redacted]";
    }
}
