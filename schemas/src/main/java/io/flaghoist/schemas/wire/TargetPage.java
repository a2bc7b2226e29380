package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of {@code GET /admin/targets} (relay-protocol.md, D.3).
 *
 * @param targets each an {@link Target}, to be read one by one: a strange one must not hide the
 *     others
 * @param pageCount how many pages there are
 * @param pageSize how many targets a page has at most
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
