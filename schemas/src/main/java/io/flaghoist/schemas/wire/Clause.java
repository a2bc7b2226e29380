package io.flaghoist.schemas.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a flag's rule or of a target group (relay-protocol.md, F.2).
 *
 * @param attribute empty for {@code segmentMatch}
 */
public record Clause(
        @Nullable String attribute,
        @Nullable String op,
        @Nullable List<String> values,
        @Nullable Boolean negate) {
    /** A clause without content: matches nobody. */
    static final Clause EMPTY = new Clause(null, null, null, null);

    public Clause {
        values = Lists.copyOf(values, "");
    }
}
