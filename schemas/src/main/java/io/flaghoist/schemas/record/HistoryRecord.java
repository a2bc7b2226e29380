package io.flaghoist.schemas.record;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.CanonicalJson;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of an environment's history: what changed, from what to what, when and why, chained to
 * the previous entry.
 *
 * @param upstreamVersion upstream's version of the document after the change; for a removed one,
 *     its last
 * @param before the document before the change; empty if it is new
 * @param after the document after the change; empty if it was removed
 * @param observedAt when ingest detected it; for display, never for order
 * @param previousHash hex SHA-256 of the value of the history record before this one; {@link
 *     #GENESIS} for the first
 */
public record HistoryRecord(
        EnvironmentId environment,
        Position position,
        DocumentKey key,
        long upstreamVersion,
        Cause cause,
        Instant observedAt,
        Optional<Content> before,
        Optional<Content> after,
        String previousHash) {

    /** The previous hash of the first record of a chain. */
    public static final String GENESIS = "0".repeat(64);

    /**
     * A document before or after a change.
     *
     * @param document the JSON; empty if it was too large, so that only its hash is kept
     */
    public record Content(String sha256, Optional<CanonicalJson> document) {
        /** The content of {@code document}, in full up to {@code maxBytes}. */
        public static Content of(Document document, int maxBytes) {
            return new Content(
                    document.sha256(),
                    document.body().size() <= maxBytes
                            ? Optional.of(document.body())
                            : Optional.empty());
        }
    }

    public HistoryRecord {
        if (before.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException(
                    "a change has a document before it, after it, or both");
        }
    }

    public ChangeKind kind() {
        if (before.isEmpty()) {
            return ChangeKind.CREATED;
        }
        return after.isEmpty() ? ChangeKind.REMOVED : ChangeKind.REPLACED;
    }
}
