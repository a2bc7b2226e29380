package io.flaghoist.schemas.image;

import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.json.CanonicalJson;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The flags of an image: documents and responses. */
record Flags(SortedByIdentifier<Entry<FlagDocument>> entries, ServedList served) {
    static final Flags NONE = new Flags(SortedByIdentifier.empty(), ServedList.EMPTY);

    Flags with(SortedMap<String, Optional<Entry<FlagDocument>>> changes) {
        var bodies = new TreeMap<String, Optional<CanonicalJson>>();
        changes.forEach((id, entry) -> bodies.put(id, entry.map(e -> e.document().body())));
        return new Flags(entries.with(changes), served.with(bodies));
    }
}
