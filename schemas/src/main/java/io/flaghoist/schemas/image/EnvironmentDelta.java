package io.flaghoist.schemas.image;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.SegmentDocument;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes that lead from one image to the next. Confined to the thread that replays the log.
 * The image at the end of a log does not depend on how it is split into deltas.
 */
public final class EnvironmentDelta {
    private final EnvironmentImage base;
    private final Map<DocumentKey, Change> changes = new LinkedHashMap<>();
    private Position position;
    private LiveDigest digest;
    private long completeSince;

    public EnvironmentDelta(EnvironmentImage base) {
        this.base = base;
        this.position = base.position();
        this.digest = base.digest();
        this.completeSince = base.completeSince();
    }

    /**
     * The image of a log from the newest change of each document. Unlike {@link #replay}, this
     * accepts two changes at one position, because a foreign record can have the same position as
     * the owner's.
     */
    public static EnvironmentImage imageOf(
            EnvironmentId environment, Collection<Change> newestOfEach) {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        newestOfEach.stream().sorted(Comparator.comparing(Change::position)).forEach(delta::add);
        return delta.apply();
    }

    /**
     * Applies the next change of the log.
     *
     * @return false if it is not newer, for instance a duplicate from a mirror; it is then ignored
     */
    public boolean replay(Change change) {
        if (!change.position().isAfter(position)) {
            return false;
        }
        add(change);
        return true;
    }

    private void add(Change change) {
        position = change.position();
        digest = digestAfter(change);
        changes.remove(change.key()); // moves it to the end
        changes.put(change.key(), change);
        if (change.key() instanceof DocumentKey.OfEnvironment) {
            completeSince =
                    switch (change) {
                        case Change.Saved _ ->
                                completeSince == 0 ? position.revision() : completeSince;
                        case Change.Removed _ -> 0;
                    };
        }
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The position after these changes. */
    public Position position() {
        return position;
    }

    /** The digest of all documents after these changes. */
    public LiveDigest digest() {
        return digest;
    }

    /** What {@link #digest} would be after {@code next}. */
    public LiveDigest digestAfter(Change next) {
        LiveDigest without = without(digest, document(next.key()));
        Document after = document(next);
        return after == null ? without : without.with(after.key().text(), after.sha256());
    }

    private static LiveDigest without(LiveDigest digest, @Nullable Document document) {
        return document == null ? digest : digest.without(document.key().text(), document.sha256());
    }

    private @Nullable Document document(DocumentKey key) {
        Change change = changes.get(key);
        return change == null ? base.document(key) : document(change);
    }

    private static @Nullable Document document(Change change) {
        return switch (change) {
            case Change.Saved(_, _, var document) -> document;
            case Change.Removed _ -> null;
        };
    }

    /** The newest change of each document, in the order of the log. */
    public List<Change> changes() {
        return List.copyOf(changes.values());
    }

    /** The image after these changes. */
    public EnvironmentImage apply() {
        if (changes.isEmpty()) {
            return base;
        }
        Entry<EnvironmentDocument> identity = base.identityEntry();
        var apiKeys = new TreeMap<String, Optional<Entry<ApiKeyDocument>>>();
        var flags = new TreeMap<String, Optional<Entry<FlagDocument>>>();
        var segments = new TreeMap<String, Optional<Entry<SegmentDocument>>>();
        for (Change change : changes.values()) {
            switch (change) {
                case Change.Saved(var at, var observedAt, var document) -> {
                    switch (document) {
                        case EnvironmentDocument d -> identity = new Entry<>(d, at, observedAt);
                        case ApiKeyDocument d ->
                                apiKeys.put(d.hash().value(), some(d, at, observedAt));
                        case FlagDocument d -> flags.put(d.identifier(), some(d, at, observedAt));
                        case SegmentDocument d ->
                                segments.put(d.identifier(), some(d, at, observedAt));
                    }
                }
                case Change.Removed(_, _, var key, _) -> {
                    switch (key) {
                        case DocumentKey.OfEnvironment _ -> identity = null;
                        case DocumentKey.OfApiKey(var hash) ->
                                apiKeys.put(hash.value(), Optional.empty());
                        case DocumentKey.OfFlag(var identifier) ->
                                flags.put(identifier, Optional.empty());
                        case DocumentKey.OfSegment(var identifier) ->
                                segments.put(identifier, Optional.empty());
                    }
                }
            }
        }
        return new EnvironmentImage(
                base.environment(),
                position,
                digest,
                identity,
                base.apiKeys().with(apiKeys),
                base.flags().with(flags),
                base.segments().with(segments),
                base.remembered().after(changes.values()),
                completeSince);
    }

    private static <D extends Document> Optional<Entry<D>> some(
            D document, Position position, long observedAtMillis) {
        return Optional.of(new Entry<>(document, position, observedAtMillis));
    }
}
