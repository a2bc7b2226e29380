package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.wire.StreamNotice;
import io.flaghoist.service.Moment;
import java.util.Objects;
import java.util.Optional;

/** Understands notices of the stream (relay-protocol.md, C.5). */
final class NoticeReader {
    private NoticeReader() {}

    /** What a notice of {@code environment}'s stream means; empty for an unknown one. */
    static Optional<PendingNotice> read(
            EnvironmentId environment, StreamNotice notice, Moment now) {
        String about = notice.environment();
        if (about != null && !about.isEmpty() && !about.equals(environment.value())) {
            return Optional.empty();
        }
        Optional<DocumentKey> key = key(notice);
        long version = Objects.requireNonNullElse(notice.version(), 0L);
        return switch (Objects.requireNonNullElse(notice.event(), "")) {
            case "create", "patch" -> key.map(k -> PendingNotice.saved(k, version, now));
            case "delete" -> key.map(k -> PendingNotice.deleted(k, now));
            default -> Optional.empty();
        };
    }

    private static Optional<DocumentKey> key(StreamNotice notice) {
        String identifier = Objects.requireNonNullElse(notice.identifier(), "");
        return switch (Objects.requireNonNullElse(notice.domain(), "")) {
            case "flag" -> DocumentKey.of(Domain.FLAG, identifier);
            case "target-segment" -> DocumentKey.of(Domain.SEGMENT, identifier);
            default -> Optional.empty();
        };
    }
}
