package io.flaghoist.history.past;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * All documents of an environment as they stood at a position of its log. Immutable.
 *
 * @param documents in the order of domain and identifier
 */
public record PastState(
        EnvironmentId environment, Position position, Map<DocumentKey, PastDocument> documents) {
    private static final Comparator<DocumentKey> ORDER =
            Comparator.comparing(DocumentKey::domain).thenComparing(DocumentKey::identifier);

    public PastState {
        var sorted = new TreeMap<DocumentKey, PastDocument>(ORDER);
        sorted.putAll(documents);
        documents = Collections.unmodifiableMap(sorted);
    }

    /** Before the first change. */
    static PastState nothing(EnvironmentId environment) {
        return new PastState(environment, Position.START, Map.of());
    }

    public Collection<PastDocument> all() {
        return documents.values();
    }

    /**
     * What an edge had at this position, ready to serve: the same documents, the same digest, the
     * same revision. The positions of the single documents inside it mean nothing.
     */
    public EnvironmentImage image() {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        long number = 0;
        for (PastDocument it : documents.values()) {
            var place = new Position(0, ++number);
            delta.replay(new Change.Saved(place, 0, it.document()));
        }
        return delta.apply().atPosition(position);
    }
}
