package io.flaghoist.history.moment;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** How a local time was taken that clocks skipped, or showed twice. */
public sealed interface Resolution {
    /**
     * Clocks were put forward over it. It is taken as if they had not been.
     *
     * @param taken what they showed then
     */
    record Skipped(LocalDateTime asked, ZoneId zone, OffsetDateTime taken) implements Resolution {
        @Override
        public String text() {
            return "%s did not happen in %s, where clocks were put forward; taken as %s"
                    .formatted(asked, zone, taken);
        }
    }

    /** Clocks were put back over it. The first time is taken. */
    record Twice(LocalDateTime asked, ZoneId zone, OffsetDateTime taken, OffsetDateTime second)
            implements Resolution {
        @Override
        public String text() {
            return "%s happened twice in %s, where clocks were put back; taken as the first, %s,"
                            .formatted(asked, zone, taken)
                    + " not the second, "
                    + second;
        }
    }

    /** For the reader, in one line. */
    String text();
}
