package io.flaghoist.history.moment;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** What clocks show, as instants. */
final class LocalTimes {
    private LocalTimes() {}

    /**
     * One instant, whatever clocks did around it. A time that they skipped is taken as if they had
     * not been put forward; of one that they showed twice, the first is.
     */
    static Moment.At at(LocalDateTime local, ZoneId zone) {
        ZonedDateTime taken = ZonedDateTime.ofLocal(local, zone, null);
        return new Moment.At(taken.toInstant(), note(local, taken));
    }

    private static Optional<String> note(LocalDateTime asked, ZonedDateTime taken) {
        if (!taken.toLocalDateTime().equals(asked)) {
            return Optional.of(
                    "%s did not happen in %s, where clocks were put forward; taken as %s"
                            .formatted(asked, taken.getZone(), taken.toOffsetDateTime()));
        }
        ZonedDateTime second = taken.withLaterOffsetAtOverlap();
        return second.toInstant().equals(taken.toInstant())
                ? Optional.empty()
                : Optional.of(
                        "%s happened twice in %s, where clocks were put back; taken as the first, %s, not the second, %s"
                                .formatted(
                                        asked,
                                        taken.getZone(),
                                        taken.toOffsetDateTime(),
                                        second.toOffsetDateTime()));
    }
}
