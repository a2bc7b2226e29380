package io.flaghoist.edge.stream;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Queued events: the newest of each document, in log order. Uses no memory while empty. For one
 * thread at a time.
 */
final class PendingEvents {
    private @Nullable LinkedHashMap<DocumentKey, StreamEvent> waiting;

    /** Adds {@code notice}, unless a newer one of the same document is queued. */
    void add(StreamEvent notice) {
        LinkedHashMap<DocumentKey, StreamEvent> map = waiting;
        if (map == null) {
            map = new LinkedHashMap<>(2);
            waiting = map;
        }
        StreamEvent other = map.get(notice.key());
        if (other == null || other.revision() < notice.revision()) {
            map.remove(notice.key()); // moves it to the end
            map.put(notice.key(), other == null ? notice : notice.inPlaceOf(other));
        }
    }

    /** Removes the oldest, or an event that must precede it; null if empty. */
    @Nullable StreamEvent poll() {
        LinkedHashMap<DocumentKey, StreamEvent> map = waiting;
        if (map == null) {
            return null;
        }
        StreamEvent oldest = map.firstEntry().getValue();
        StreamEvent removal = oldest.removal();
        if (removal != null) {
            map.put(oldest.key(), oldest.alone()); // it keeps its position
            return removal;
        }
        map.pollFirstEntry();
        if (map.isEmpty()) {
            waiting = null;
        }
        return oldest;
    }

    int size() {
        return waiting == null ? 0 : waiting.size();
    }
}
