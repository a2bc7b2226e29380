package io.flaghoist.simulator.state;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** All documents of an environment at one time. Immutable; can be shared. */
public final class Contents {
    static final Contents EMPTY = new Contents(new EnumMap<>(DocumentKind.class));

    private final Map<DocumentKind, NavigableMap<String, Document>> documents;

    private Contents(Map<DocumentKind, NavigableMap<String, Document>> documents) {
        this.documents = documents;
    }

    public Optional<Document> find(DocumentKind kind, String identifier) {
        return Optional.ofNullable(of(kind).get(identifier));
    }

    /** In the order of the identifiers. */
    public List<Document> list(DocumentKind kind) {
        return List.copyOf(of(kind).values());
    }

    private NavigableMap<String, Document> of(DocumentKind kind) {
        return documents.getOrDefault(kind, Collections.emptyNavigableMap());
    }

    /** These contents with some documents of one kind replaced; an empty value removes. */
    Contents with(DocumentKind kind, Map<String, Optional<Document>> changes) {
        var changed = new TreeMap<>(of(kind));
        changes.forEach((identifier, document) -> {
            if (document.isPresent()) {
                changed.put(identifier, document.get());
            } else {
                changed.remove(identifier);
            }
        });
        var copy =
                new EnumMap<>(documents.isEmpty() ? new EnumMap<>(DocumentKind.class) : documents);
        copy.put(kind, Collections.unmodifiableNavigableMap(changed));
        return new Contents(copy);
    }
}
