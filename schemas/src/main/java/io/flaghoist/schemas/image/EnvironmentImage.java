package io.flaghoist.schemas.image;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.SegmentDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All of one environment up to and including a position in its log, ready to serve. Immutable; can
 * be shared. The next image comes from an {@link EnvironmentDelta} and shares unchanged parts with
 * this one.
 */
public final class EnvironmentImage {
    private final EnvironmentId environment;
    private final Position position;
    private final LiveDigest digest;
    private final @Nullable Entry<EnvironmentDocument> identity;
    private final SortedByIdentifier<Entry<ApiKeyDocument>> apiKeys;
    private final Flags flags;
    private final Segments segments;
    private final Removals removals;
    private final long completeSince;

    EnvironmentImage(
            EnvironmentId environment,
            Position position,
            LiveDigest digest,
            @Nullable Entry<EnvironmentDocument> identity,
            SortedByIdentifier<Entry<ApiKeyDocument>> apiKeys,
            Flags flags,
            Segments segments,
            Removals removals,
            long completeSince) {
        this.environment = environment;
        this.position = position;
        this.digest = digest;
        this.identity = identity;
        this.apiKeys = apiKeys;
        this.flags = flags;
        this.segments = segments;
        this.removals = removals;
        this.completeSince = completeSince;
    }

    /** The image before the first change. */
    public static EnvironmentImage empty(EnvironmentId environment) {
        return new EnvironmentImage(
                environment,
                Position.START,
                LiveDigest.EMPTY,
                null,
                SortedByIdentifier.empty(),
                Flags.NONE,
                Segments.NONE,
                Removals.NONE,
                0);
    }

    public EnvironmentId environment() {
        return environment;
    }

    /** The last change in this image. */
    public Position position() {
        return position;
    }

    /** Shorthand for the position's revision: what responses and streams carry. */
    public long revision() {
        return position.revision();
    }

    public LiveDigest digest() {
        return digest;
    }

    /**
     * Whether the environment was completely published: its own record is written last. An
     * incomplete image must not be served, or SDKs would take "not yet" for "none".
     */
    public boolean isComplete() {
        return identity != null;
    }

    /**
     * The revision at which the environment was first complete, as far as known; earlier revisions
     * were never served. Later changes of the environment's record do not change it. 0 while the
     * image is incomplete.
     */
    public long completeSince() {
        return completeSince;
    }

    /**
     * This image with an earlier known completion: a compacted topic loses the first record of an
     * environment.
     */
    public EnvironmentImage completeSince(long earlier) {
        return identity != null && earlier > 0 && earlier < completeSince
                ? with(position, earlier)
                : this;
    }

    /** The environment's own record; null while the image is not complete. */
    public @Nullable EnvironmentDocument identity() {
        return identity == null ? null : identity.document();
    }

    public @Nullable ApiKeyDocument apiKey(HashedApiKey hash) {
        Entry<ApiKeyDocument> entry = apiKeys.get(hash.value());
        return entry == null ? null : entry.document();
    }

    public @Nullable FlagDocument flag(String identifier) {
        Entry<FlagDocument> entry = flags.entries().get(identifier);
        return entry == null ? null : entry.document();
    }

    public @Nullable SegmentDocument segment(String identifier) {
        Entry<SegmentDocument> entry = segments.entries().get(identifier);
        return entry == null ? null : entry.document();
    }

    /** The document under {@code key}, of any domain. */
    public @Nullable Document document(DocumentKey key) {
        Entry<? extends Document> entry = entry(key);
        return entry == null ? null : entry.document();
    }

    /** What an SDK gets for one flag; null if there is none. */
    public @Nullable Body flagBody(String identifier) {
        return flags.served().get(identifier);
    }

    /** The response for all flags: a JSON array ordered by identifier. */
    public Body flagList() {
        return flags.served().list();
    }

    /** What an SDK gets for one segment; null if there is none. */
    public @Nullable Body segmentBody(String identifier, SegmentRules form) {
        return segments.served(form).get(identifier);
    }

    /** The response for all segments: a JSON array ordered by identifier. */
    public Body segmentList(SegmentRules form) {
        return segments.served(form).list();
    }

    public int flagCount() {
        return flags.entries().size();
    }

    public int segmentCount() {
        return segments.entries().size();
    }

    /** Number of documents of all domains. */
    public int liveKeys() {
        return flagCount() + segmentCount() + apiKeys.size() + (identity == null ? 0 : 1);
    }

    /** Every document with its position: the environment's record, API keys, segments, flags. */
    public List<Entry<? extends Document>> entries() {
        var all = new ArrayList<Entry<? extends Document>>(liveKeys());
        if (identity != null) {
            all.add(identity);
        }
        all.addAll(apiKeys.values());
        all.addAll(segments.entries().values());
        all.addAll(flags.entries().values());
        return all;
    }

    /** The served version of {@code key}, or the last one before its removal; empty if unknown. */
    public OptionalLong lastServed(DocumentKey key) {
        Document document = document(key);
        return document != null ? OptionalLong.of(document.version()) : removals.lastServed(key);
    }

    /** The latest removals, oldest first, up to {@link Removals#MAX_REMEMBERED}. */
    public List<Change.Removed> removals() {
        return removals.inOrder();
    }

    /**
     * The newest change of each document after {@code revision}, oldest first: what a stream at
     * that revision has missed.
     */
    public List<Change> changesAfter(long revision) {
        return Differences.after(this, revision);
    }

    /**
     * The changes by content from {@code older} to this image, in this image's order, for listeners
     * after a rebuild. Documents missing in this image are removed at its position.
     */
    public List<Change> changesSince(EnvironmentImage older) {
        return Differences.since(older, this);
    }

    /**
     * This image at a later position, if the writer has no changes in between: a compacted topic
     * loses tombstones, and with them the last revision.
     */
    public EnvironmentImage atPosition(Position later) {
        return later.isAfter(position) ? with(later, completeSince) : this;
    }

    private EnvironmentImage with(Position otherPosition, long otherCompleteSince) {
        return new EnvironmentImage(
                environment,
                otherPosition,
                digest,
                identity,
                apiKeys,
                flags,
                segments,
                removals,
                otherCompleteSince);
    }

    @Nullable Entry<? extends Document> entry(DocumentKey key) {
        return switch (key) {
            case DocumentKey.OfEnvironment _ -> identity;
            case DocumentKey.OfApiKey(var hash) -> apiKeys.get(hash.value());
            case DocumentKey.OfFlag(var identifier) -> flags.entries().get(identifier);
            case DocumentKey.OfSegment(var identifier) -> segments.entries().get(identifier);
        };
    }

    @Nullable Entry<EnvironmentDocument> identityEntry() {
        return identity;
    }

    SortedByIdentifier<Entry<ApiKeyDocument>> apiKeys() {
        return apiKeys;
    }

    Flags flags() {
        return flags;
    }

    Segments segments() {
        return segments;
    }

    Removals remembered() {
        return removals;
    }

    /** Equal if environment, position, documents and removals are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EnvironmentImage image
                && environment.equals(image.environment)
                && position.equals(image.position)
                && digest.equals(image.digest)
                && Objects.equals(identity, image.identity)
                && apiKeys.equals(image.apiKeys)
                && flags.entries().equals(image.flags.entries())
                && segments.entries().equals(image.segments.entries())
                && removals.equals(image.removals);
    }

    @Override
    public int hashCode() {
        return Objects.hash(environment, position, digest);
    }

    @Override
    public String toString() {
        return "%s at %s: %d flags, %d segments, %d API keys%s"
                .formatted(
                        environment,
                        position,
                        flagCount(),
                        segmentCount(),
                        apiKeys.size(),
                        isComplete() ? "" : ", incomplete");
    }
}
