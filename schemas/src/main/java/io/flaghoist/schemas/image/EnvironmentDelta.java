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
 * However a log is cut into deltas, the image at its end is the same.
 */
public final class EnvironmentDelta {
    private final EnvironmentImage base;
    private final Map<DocumentKey, Change> changes = new LinkedHashMap<>();
    private Position position;
    private long completeSince;

    public EnvironmentDelta(EnvironmentImage base) {
        this.base = base;
        this.position = base.position();
        this.completeSince = base.completeSince();
    }

    /**
     * The image of a log of which the newest change of each document is known. Unlike {@link
     * #replay}, this takes two changes at one position: another writer's record can stand where the
     * owner's does, and which of them holds is for their keys to say.
     */
    public static EnvironmentImage imageOf(
            EnvironmentId environment, Collection<Change> newestOfEach) {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        newestOfEach.stream().sorted(Comparator.comparing(Change::position)).forEach(delta::add);
        return delta.apply();
    }

    /**
     * Takes the next change of the log.
     *
     * @return false when it is not after what is already here, as when a mirror delivers a record
     *     twice; it is then ignored
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
        changes.remove(change.key()); // so that it moves to the end
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
                digest(),
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

    private LiveDigest digest() {
        LiveDigest digest = base.digest();
        for (Change change : changes.values()) {
            Document before = base.document(change.key());
            if (before != null) {
                digest = digest.without(before.key().text(), before.sha256());
            }
            Document after = after(change);
            if (after != null) {
                digest = digest.with(after.key().text(), after.sha256());
            }
        }
        return digest;
    }

    private static @Nullable Document after(Change change) {
        return switch (change) {
            case Change.Saved(_, _, var document) -> document;
            case Change.Removed _ -> null;
        };
    }
}
