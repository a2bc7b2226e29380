package io.flaghoist.schemas.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of {@code GET /admin/apikey} (relay-protocol.md, D.3).
 *
 * @param pageCount number of pages
 * @param pageSize maximum records per page
 */
public record ApiKeyPage(
        @Nullable List<ApiKeyRecord> apiKeys, @Nullable Long pageCount, @Nullable Long pageSize) {
    /**
     * One key of the environment. The wire's masked {@code apiKey} is not read.
     *
     * @param type {@code client} or {@code server}
     * @param key the SHA-256 hash
     */
    public record ApiKeyRecord(
            @Nullable String identifier,
            @Nullable String name,
            @Nullable String type,
            @Nullable String key) {}

    public ApiKeyPage {
        apiKeys = Lists.copyOf(apiKeys);
    }
}
