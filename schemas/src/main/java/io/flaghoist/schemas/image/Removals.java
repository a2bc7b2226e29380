package io.flaghoist.schemas.image;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The latest removals, for streams that reconnect. Limited: SDKs that missed older ones see them
 * only after a restart, as with SaaS.
 *
 * @param inOrder oldest first, one per document, none of existing documents
 */
record Removals(List<Change.Removed> inOrder) {
    /** Maximum number of removals in an image. */
    static final int MAX_REMEMBERED = 1024;

    static final Removals NONE = new Removals(List.of());

    Removals {
        inOrder = List.copyOf(inOrder);
    }

    /** The last served version of a removed document; empty if unknown. */
    OptionalLong lastServed(DocumentKey key) {
        return inOrder.stream()
                .filter(removed -> removed.key().equals(key))
                .mapToLong(Change.Removed::lastServed)
                .findFirst();
    }

    /** These removals after {@code changes}, which are in order. */
    Removals after(Iterable<Change> changes) {
        Map<DocumentKey, Change.Removed> latest = new LinkedHashMap<>();
        inOrder.forEach(removed -> latest.put(removed.key(), removed));
        for (Change change : changes) {
            latest.remove(change.key());
            switch (change) {
                case Change.Saved _ -> {}
                case Change.Removed removed -> latest.put(removed.key(), removed);
            }
        }
        var kept = new ArrayList<>(latest.values());
        return new Removals(kept.subList(Math.max(0, kept.size() - MAX_REMEMBERED), kept.size()));
    }
}
