package io.flaghoist.schemas.image;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The latest removals, so that a stream that was away can be told of them. Bounded: a stream that
 * missed more learns of the older ones only when its SDK starts anew, as it would with SaaS itself.
 *
 * @param inOrder oldest first, one per document, none of a document that lives
 */
record Removals(List<Change.Removed> inOrder) {
    /** How many removals an image remembers. */
    static final int MAX_REMEMBERED = 1024;

    static final Removals NONE = new Removals(List.of());

    Removals {
        inOrder = List.copyOf(inOrder);
    }

    /** The version under which a removed document was served last; empty when that is not known. */
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
