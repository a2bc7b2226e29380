package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of {@code GET /admin/targets} (relay-protocol.md, D.3).
 *
 * @param targets each a {@link Target}, to be read one by one: an invalid one must not affect the
 *     others
 * @param pageCount number of pages
 * @param pageSize maximum targets per page
 */
public record TargetPage(
        @Nullable List<JsonNode> targets, @Nullable Long pageCount, @Nullable Long pageSize) {
    public TargetPage {
        targets = Lists.copyOf(targets);
    }

    /** Redacted: attributes are personal data. */
    @Override
    public String toString() {
        return "TargetPage[redacted]";
    }
}
