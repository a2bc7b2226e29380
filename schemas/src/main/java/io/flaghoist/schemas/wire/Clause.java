package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a flag's rule or of a target group (relay-protocol.md, F.2).
 *
 * @param attribute empty for {@code segmentMatch}
 */
public record Clause(
        @Nullable String id,
        @Nullable String attribute,
        @Nullable String op,
        @Nullable List<String> values,
        @Nullable Boolean negate,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
    /** A clause with nothing in it: matches nobody. */
    static final Clause EMPTY = new Clause(null, null, null, null, null, null);

    public Clause {
        values = Unknown.copyOf(values, "");
        unknown = Unknown.copyOf(unknown);
    }
}
