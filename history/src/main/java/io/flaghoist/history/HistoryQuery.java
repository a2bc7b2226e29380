package io.flaghoist.history;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.Set;

/**
 * Which changes are asked for.
 *
 * @param keys the documents that they must be of; empty for all
 * @param first the first revision
 * @param last the last revision
 * @param limit the most rows to return
 * @param oldestFirst or else the newest comes first
 */
public record HistoryQuery(
        Set<DocumentKey> keys, long first, long last, long limit, boolean oldestFirst) {
    public HistoryQuery {
        keys = Set.copyOf(keys);
    }

    boolean isAbout(DocumentKey key) {
        return keys.isEmpty() || keys.contains(key);
    }
}
