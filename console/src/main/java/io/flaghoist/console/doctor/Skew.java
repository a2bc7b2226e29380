package io.flaghoist.console.doctor;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a clock elsewhere is ahead of ours, as far as it can be known.
 *
 * @param least by so much at least; negative where it may be behind
 * @param most by so much at most
 */
record Skew(Duration least, Duration most) {
    static final Duration WARN = Duration.ofSeconds(2);
    static final Duration WRONG = Duration.ofSeconds(30);

    /**
     * From a time that was read between two moments here.
     *
     * @param resolution what the other side cuts off
     */
    static Skew of(Instant there, Duration resolution, Instant before, Instant after) {
        return new Skew(
                Duration.between(after, there), Duration.between(before, there).plus(resolution));
    }

    /** The smallest that can be proven: zero where the clocks may agree. */
    Duration proven() {
        if (least.isPositive()) {
            return least;
        }
        return most.isNegative() ? most : Duration.ZERO;
    }

    /** In words: {@code 3.2 s ahead of here}. */
    String words() {
        Duration proven = proven();
        if (proven.isZero()) {
            return "agrees with the clock here";
        }
        return Words.of(proven)
                + (proven.isNegative() ? " behind" : " ahead of")
                + " the clock here";
    }

    /** Judges it. */
    void tell(Findings findings, String subject, String whose, String harm) {
        Duration size = proven().abs();
        String finding = "The clock of %s %s%s.".formatted(whose, is(), words());
        String advice =
                harm
                        + " Check NTP on both sides (chronyc tracking, timedatectl); which one is wrong cannot be told from here alone.";
        if (size.compareTo(WRONG) > 0) {
            findings.wrong(ClockChecks.NAME, subject, finding, advice);
        } else if (size.compareTo(WARN) > 0) {
            findings.warning(ClockChecks.NAME, subject, finding, advice);
        } else {
            findings.ok(ClockChecks.NAME, subject, finding);
        }
    }

    private String is() {
        return proven().isZero() ? "" : "is ";
    }
}
