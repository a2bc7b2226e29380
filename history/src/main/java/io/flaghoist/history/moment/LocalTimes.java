package io.flaghoist.history.moment;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** What clocks show, as instants. */
final class LocalTimes {
    private LocalTimes() {}

    /** One instant, whatever clocks did around it: see {@link Resolution}. */
    static Moment.At at(LocalDateTime local, ZoneId zone) {
        // The first of two instants; and from between two, as far beyond the gap as asked into it.
        ZonedDateTime taken = ZonedDateTime.ofLocal(local, zone, null);
        return new Moment.At(taken.toInstant(), resolution(local, zone, taken));
    }

    private static Optional<Resolution> resolution(
            LocalDateTime local, ZoneId zone, ZonedDateTime taken) {
        if (!taken.toLocalDateTime().equals(local)) {
            return Optional.of(new Resolution.Skipped(local, zone, taken.toOffsetDateTime()));
        }
        ZonedDateTime second = taken.withLaterOffsetAtOverlap();
        return second.toInstant().equals(taken.toInstant())
                ? Optional.empty()
                : Optional.of(
                        new Resolution.Twice(
                                local, zone, taken.toOffsetDateTime(), second.toOffsetDateTime()));
    }
}
