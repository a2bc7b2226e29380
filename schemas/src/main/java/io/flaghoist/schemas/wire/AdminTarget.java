package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target as {@code GET /admin/targets} lists it (relay-protocol.md, F.5).
 *
 * @param environment often empty, like the three after it
 * @param attributes values of any JSON type by name
 * @param createdAt epoch milliseconds
 * @param unknown fields that this model does not name, as they came; {@code segments} among them
 */
public record AdminTarget(
        @Nullable String identifier,
        @Nullable String name,
        @Nullable String environment,
        @Nullable String project,
        @Nullable String account,
        @Nullable String org,
        @Nullable Boolean anonymous,
        @Nullable Map<String, JsonNode> attributes,
        @Nullable Long createdAt,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
    public AdminTarget {
        unknown = Unknown.copyOf(unknown);
    }

    /** Redacted: attributes are personal data. */
    @Override
    public String toString() {
        return "AdminTarget[redacted]";
    }
}
