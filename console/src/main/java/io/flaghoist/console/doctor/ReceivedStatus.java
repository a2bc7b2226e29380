package io.flaghoist.console.doctor;

import io.flaghoist.schemas.record.IngestStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What an ingest said last.
 *
 * @param brokerTime when the broker took it, by the broker's clock; absent where records carry
 *     their writer's time
 * @param arrival when it arrived here, if it was said while we listened
 */
record ReceivedStatus(
        IngestStatus status,
        long timestamp,
        Optional<Instant> brokerTime,
        Optional<Instant> arrival) {

    /** When it was said, by ingest's clock. */
    Instant at() {
        try {
            return Instant.parse(status.at());
        } catch (DateTimeParseException e) {
            return Instant.ofEpochMilli(timestamp);
        }
    }

    /** Whether that ingest is alive. */
    boolean isFresh() {
        return arrival.isPresent();
    }
}
