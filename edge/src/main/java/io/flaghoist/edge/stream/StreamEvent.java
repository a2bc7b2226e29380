package io.flaghoist.edge.stream;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.json.AsciiJson;
import io.flaghoist.schemas.wire.StreamNotice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream event, encoded once for all streams; for a document that was deleted and created
 * again, with the event that must precede it. Immutable.
 *
 * <p>The lines are {@code event}, {@code id}, {@code data}, in this order, so that an event begins
 * and ends as in ff-proxy: Ruby parses from the first brace to the end of the event, Java and
 * Android look for the line that starts with {@code data:}, .NET for the one that contains {@code
 * domain} (sdk-clients.md, 4).
 *
 * @param key newer events of the same document replace older ones
 * @param removal the event that must precede this one; null if none
 * @param evaluated the flags whose evaluations are sent with this event to client SDKs
 */
@SuppressWarnings("ArrayRecordComponent") // encoded once, never compared
record StreamEvent(
        DocumentKey key,
        long revision,
        byte[] bytes,
        boolean isRemoval,
        @Nullable StreamEvent removal,
        List<String> evaluated,
        boolean isForClients) {
    private static final String DELETE = "delete";
    private static final String PATCH = "patch";
    private static final String FLAG = "flag";
    private static final String SEGMENT = "target-segment";

    /** A separate view of the bytes, for one write. */
    ByteBuffer frame() {
        return ByteBuffer.wrap(bytes);
    }

    /** Size in bytes. */
    int size() {
        return bytes.length;
    }

    /** Whether this event does not affect client SDKs. */
    boolean turnsNothing() {
        return isForClients && evaluated.isEmpty();
    }

    /** This event for client SDKs, with the evaluations of {@code flags}. */
    StreamEvent evaluating(List<String> flags) {
        return new StreamEvent(key, revision, bytes, isRemoval, removal, flags, true);
    }

    /** For client SDKs: this change may affect {@code flag}, which itself did not change. */
    StreamEvent turning(EnvironmentId environment, String flag, long version) {
        var message = new StreamNotice(PATCH, FLAG, flag, version, environment.value());
        return encode(new DocumentKey.OfFlag(flag), revision, message, null)
                .evaluating(List.of(flag));
    }

    /**
     * For client SDKs: many flags may be affected, so they should read all of them, as after a
     * patch of a target group.
     */
    StreamEvent readAllAgain(EnvironmentId environment) {
        var message = new StreamNotice(PATCH, SEGMENT, key.identifier(), 0L, environment.value());
        return encode(new DocumentKey.OfSegment(key.identifier()), revision, message, null);
    }

    /** This event without its preceding removal. */
    StreamEvent alone() {
        return removal == null
                ? this
                : new StreamEvent(key, revision, bytes, isRemoval, null, evaluated, isForClients);
    }

    /**
     * This event in place of a queued one. A removed document that exists again must be dropped
     * before it is fetched: see {@link #isReborn}.
     */
    StreamEvent inPlaceOf(StreamEvent unheard) {
        StreamEvent unheardRemoval = unheard.isRemoval ? unheard : unheard.removal;
        return unheardRemoval == null || isRemoval || removal != null
                ? this
                : new StreamEvent(
                        key, revision, bytes, false, unheardRemoval, evaluated, isForClients);
    }

    /**
     * The event for a change; empty if it does not affect SDKs, as for API keys.
     *
     * @param before the image that the change was made to: it has the previous documents and
     *     versions
     */
    static Optional<StreamEvent> of(EnvironmentImage before, Change change) {
        return domain(change.key())
                .map(domain -> {
                    Document old = before.document(change.key());
                    return switch (change) {
                        case Change.Saved(_, _, var document) ->
                                encode(
                                        before.environment(),
                                        change,
                                        domain,
                                        old == null ? "create" : PATCH,
                                        document.version(),
                                        isReborn(old, document));
                        case Change.Removed(_, _, _, var lastServed) ->
                                encode(
                                        before.environment(),
                                        change,
                                        domain,
                                        DELETE,
                                        old == null ? lastServed : old.version(),
                                        false);
                    };
                });
    }

    /**
     * Whether {@code document} was deleted and created again since {@code old}. SDKs ignore
     * documents whose version is not greater than theirs, so they must drop the old one first.
     */
    private static boolean isReborn(@Nullable Document old, Document document) {
        return old != null && document.version() <= old.version();
    }

    /**
     * The event for an SDK that may or may not know the document: {@code patch} or {@code delete}.
     */
    static Optional<StreamEvent> catchUp(EnvironmentId environment, Change change) {
        return domain(change.key())
                .map(domain ->
                        switch (change) {
                            case Change.Saved(_, _, var document) ->
                                    encode(
                                            environment,
                                            change,
                                            domain,
                                            PATCH,
                                            document.version(),
                                            false);
                            case Change.Removed(_, _, _, var lastServed) ->
                                    encode(environment, change, domain, DELETE, lastServed, false);
                        });
    }

    private static Optional<String> domain(DocumentKey key) {
        return switch (key) {
            case DocumentKey.OfFlag _ -> Optional.of(FLAG);
            case DocumentKey.OfSegment _ -> Optional.of(SEGMENT);
            case DocumentKey.OfApiKey _, DocumentKey.OfEnvironment _ -> Optional.empty();
        };
    }

    private static StreamEvent encode(
            EnvironmentId environment,
            Change change,
            String domain,
            String event,
            long version,
            boolean removesFirst) {
        var message =
                new StreamNotice(
                        event, domain, change.key().identifier(), version, environment.value());
        long revision = change.position().revision();
        // A stream that breaks after the removal has not received this revision.
        StreamEvent removal =
                removesFirst ? encode(change.key(), revision - 1, removalOf(message), null) : null;
        return encode(change.key(), revision, message, removal);
    }

    private static StreamNotice removalOf(StreamNotice message) {
        return new StreamNotice(
                DELETE,
                message.domain(),
                message.identifier(),
                message.version(),
                message.environment());
    }

    private static StreamEvent encode(
            DocumentKey key, long revision, StreamNotice message, @Nullable StreamEvent removal) {
        String frame = "event: *\nid: " + revision + "\ndata: " + AsciiJson.write(message) + "\n\n";
        return new StreamEvent(
                key,
                revision,
                frame.getBytes(StandardCharsets.US_ASCII),
                DELETE.equals(message.event()),
                removal,
                List.of(),
                false);
    }
}
