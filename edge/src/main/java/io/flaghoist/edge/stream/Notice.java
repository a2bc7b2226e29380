package io.flaghoist.edge.stream;

import io.flaghoist.edge.json.AsciiJson;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.wire.StreamNotice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One stream event, encoded once for all streams. Immutable.
 *
 * <p>The lines are {@code event}, {@code id}, {@code data}, in this order, so that an event begins
 * and ends as ff-proxy's does: Ruby parses from the first brace to the end of the event, Java and
 * Android look for the line that starts with {@code data:}, .NET for the one that contains {@code
 * domain} (sdk-clients.md, 4).
 */
final class Notice {
    private final DocumentKey key;
    private final long revision;
    private final byte[] frame;

    private Notice(DocumentKey key, long revision, byte[] frame) {
        this.key = key;
        this.revision = revision;
        this.frame = frame;
    }

    /** Newer notices of the same document replace older ones. */
    DocumentKey key() {
        return key;
    }

    long revision() {
        return revision;
    }

    /** A view of the bytes of its own, to be written in one write. */
    ByteBuffer frame() {
        return ByteBuffer.wrap(frame);
    }

    /**
     * What SDKs are told of a change; empty when it does not concern them, as with API keys.
     *
     * @param before the image that the change was made to: it knows what is new and what version a
     *     removed document had
     */
    static Optional<Notice> of(EnvironmentImage before, Change change) {
        return domain(change.key())
                .map(domain -> {
                    Document old = before.document(change.key());
                    return switch (change) {
                        case Change.Saved(_, _, var document) ->
                                encode(
                                        before.environment(),
                                        change,
                                        domain,
                                        old == null ? "create" : "patch",
                                        document.version());
                        case Change.Removed _ ->
                                encode(
                                        before.environment(),
                                        change,
                                        domain,
                                        "delete",
                                        old == null ? 0 : old.version());
                    };
                });
    }

    /**
     * What an SDK is told that may or may not know the document: {@code patch} or {@code delete}.
     */
    static Optional<Notice> catchUp(EnvironmentId environment, Change change) {
        return domain(change.key())
                .map(domain ->
                        switch (change) {
                            case Change.Saved(_, _, var document) ->
                                    encode(
                                            environment,
                                            change,
                                            domain,
                                            "patch",
                                            document.version());
                            case Change.Removed _ ->
                                    encode(environment, change, domain, "delete", 0);
                        });
    }

    private static Optional<String> domain(DocumentKey key) {
        return switch (key) {
            case DocumentKey.OfFlag _ -> Optional.of("flag");
            case DocumentKey.OfSegment _ -> Optional.of("target-segment");
            case DocumentKey.OfApiKey _, DocumentKey.OfEnvironment _ -> Optional.empty();
        };
    }

    private static Notice encode(
            EnvironmentId environment, Change change, String domain, String event, long version) {
        long revision = change.position().revision();
        String data =
                AsciiJson.write(
                        new StreamNotice(
                                event,
                                domain,
                                change.key().identifier(),
                                version,
                                environment.value()));
        String frame = "event: *\nid: " + revision + "\ndata: " + data + "\n\n";
        return new Notice(change.key(), revision, frame.getBytes(StandardCharsets.US_ASCII));
    }
}
