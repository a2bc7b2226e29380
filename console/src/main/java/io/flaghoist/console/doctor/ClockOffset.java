package io.flaghoist.console.doctor;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * How far another clock is ahead of ours, as far as can be known.
 *
 * @param least at least by this; negative where it may be behind
 * @param most at most by this
 */
record ClockOffset(Duration least, Duration most) {
    private static final Duration WARNING = Duration.ofSeconds(2);
    private static final Duration WRONG = Duration.ofSeconds(30);

    /**
     * From a time that was read between two moments here.
     *
     * @param resolution to which the other side rounds down
     */
    static ClockOffset of(Instant there, Duration resolution, Instant before, Instant after) {
        return new ClockOffset(
                Duration.between(after, there), Duration.between(before, there).plus(resolution));
    }

    /** Reports on the clock of an HTTP service, by the Date of an answer. */
    static void check(String subject, HttpAnswer answer, Report report) {
        try {
            String date = answer.header("Date");
            Instant there =
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            of(there, Duration.ofSeconds(1), answer.sent(), answer.received())
                    .report(subject, "service", report);
        } catch (DateTimeException e) {
            report.add("clock", "no-date", subject);
        }
    }

    /**
     * @param owner of the other clock: {@code service}, {@code ingest} or {@code brokers}
     */
    void report(String subject, String owner, Report report) {
        Duration size = certain().abs();
        String state = size.compareTo(WARNING) > 0 ? "off" : "ok";
        state = size.compareTo(WRONG) > 0 ? "wrong" : state;
        report.add("clock", owner + "-" + state, subject, Map.of("offset", text()));
    }

    /** The smallest offset that is certain: zero where the clocks may agree. */
    Duration certain() {
        if (least.isPositive()) {
            return least;
        }
        return most.isNegative() ? most : Duration.ZERO;
    }

    /** For a sentence: {@code is 3.2 s ahead of the clock here}. */
    String text() {
        String direction = certain().isNegative() ? " behind" : " ahead of";
        String offset =
                certain().isZero() ? "agrees with" : "is " + Format.of(certain()) + direction;
        return offset + " the clock here";
    }
}
