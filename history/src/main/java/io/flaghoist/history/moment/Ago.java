package io.flaghoist.history.moment;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code 1h30m ago}, {@code 2 days ago}. Days and longer are those of the calendar: the same time
 * of day, even if clocks were changed in between.
 */
final class Ago {
    private static final String WORD = " ago";
    private static final Pattern PART = Pattern.compile("(\\d{1,9}|an?\\b) ?([a-z]+)");
    private static final Pattern BETWEEN = Pattern.compile("|,? |,? and ");

    private Ago() {}

    /**
     * What {@code text} means; empty if it does not count back.
     *
     * @param text in lower case
     * @param now in the reader's zone
     */
    static Optional<Moment.At> parse(String text, ZonedDateTime now) {
        if (!text.endsWith(WORD)) {
            return Optional.empty();
        }
        String parts = text.substring(0, text.length() - WORD.length());
        LocalDateTime day = now.toLocalDateTime();
        Duration time = Duration.ZERO;
        int end = 0;
        Matcher part = PART.matcher(parts);
        while (part.find()) {
            ChronoUnit unit = unit(part.group(2));
            String between = parts.substring(end, part.start());
            boolean joined = end == 0 ? between.isEmpty() : BETWEEN.matcher(between).matches();
            if (unit == null || !joined) {
                return Optional.empty();
            }
            if (unit.isDateBased()) {
                day = day.minus(count(part.group(1)), unit);
            } else {
                time = time.plus(count(part.group(1)), unit);
            }
            end = part.end();
        }
        return end == 0 || end < parts.length()
                ? Optional.empty()
                : Optional.of(before(now, day, time));
    }

    private static Moment.At before(ZonedDateTime now, LocalDateTime day, Duration time) {
        Moment.At at =
                day.equals(now.toLocalDateTime())
                        ? new Moment.At(now.toInstant())
                        : LocalTimes.at(day, now.getZone());
        return new Moment.At(at.instant().minus(time), at.note());
    }

    private static long count(String text) {
        return text.startsWith("a") ? 1 : Long.parseLong(text);
    }

    private static @Nullable ChronoUnit unit(String word) {
        return switch (word) {
            case "s", "sec", "secs", "second", "seconds" -> ChronoUnit.SECONDS;
            case "m", "min", "mins", "minute", "minutes" -> ChronoUnit.MINUTES;
            case "h", "hr", "hrs", "hour", "hours" -> ChronoUnit.HOURS;
            case "d", "day", "days" -> ChronoUnit.DAYS;
            case "w", "week", "weeks" -> ChronoUnit.WEEKS;
            case "month", "months" -> ChronoUnit.MONTHS;
            case "y", "year", "years" -> ChronoUnit.YEARS;
            default -> null;
        };
    }
}
