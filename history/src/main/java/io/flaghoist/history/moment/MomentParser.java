package io.flaghoist.history.moment;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneRulesException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Understands moments as people write them: {@code r1842}, {@code now}, {@code 2 days ago}, {@code
 * 2026-11-27T14:05:00Z}, {@code 2026-11-27 14:05 Europe/Berlin}, {@code 2026-11-27}, {@code 14:05},
 * {@code yesterday 14:05}, {@code monday 09:00}. What needs no zone has none; the rest is in the
 * reader's, unless it names one. Thread-safe.
 *
 * <p>A time without a day is the last one that was. A day without a time is its beginning.
 */
public final class MomentParser {
    private static final String TIME =
            "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?";
    private static final String ZONE = "(?:(?: |(?=z|utc|[+-]))(?<zone>[a-z+-].*))?";
    private static final String WEEKDAY =
            "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?"
                    + "|fri(?:day)?|sat(?:urday)?|sun(?:day)?";

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int DAYS_OF_A_WEEK = 7;

    private static final Pattern REVISION = Pattern.compile("(?:r|rev|revision)? ?(\\d+)");
    private static final Pattern ON_DATE =
            Pattern.compile("(?<date>\\d{4}-\\d{2}-\\d{2})(?:[t ]" + TIME + ")?" + ZONE);
    private static final Pattern ON_DAY =
            Pattern.compile(
                    "(?<day>today|yesterday|(?:last )?(?<weekday>"
                            + WEEKDAY
                            + "))\\b(?:(?: at)? "
                            + TIME
                            + ")?"
                            + ZONE);
    private static final Pattern AT_TIME = Pattern.compile(TIME + ZONE);

    private final Clock clock;
    private final ZoneId zone;

    /**
     * @param zone the reader's
     */
    public MomentParser(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * What {@code text} means at this time.
     *
     * @throws NotAMomentException when it means nothing; the message is for its author
     */
    public Moment parse(String text) throws NotAMomentException {
        String words = text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        try {
            return understand(words)
                    .map(MomentParser::withinCalendar)
                    .orElseThrow(() -> new NotAMomentException(text, "it is not understood"));
        } catch (ZoneRulesException e) {
            throw new NotAMomentException(text, String.valueOf(e.getMessage()));
        } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
            throw new NotAMomentException(text, "there is no such day, time or number");
        }
    }

    /** Years that dates have room for; beyond them milliseconds overflow, too. */
    private static Moment withinCalendar(Moment moment) {
        return switch (moment) {
            case Moment.At(var instant, _) when instant.isBefore(FIRST) || instant.isAfter(LAST) ->
                    throw new DateTimeException("beyond the years 1 to 9999");
            case Moment.At _, Moment.Revision _, Moment.Now _ -> moment;
        };
    }

    private Optional<? extends Moment> understand(String words) {
        if (words.equals("now")) {
            return Optional.of(new Moment.Now());
        }
        Matcher revision = REVISION.matcher(words);
        if (revision.matches()) {
            return Optional.of(new Moment.Revision(Long.parseLong(revision.group(1))));
        }
        Matcher date = ON_DATE.matcher(words);
        if (date.matches()) {
            return Optional.of(on(LocalDate.parse(date.group("date")), date, zone(date)));
        }
        Matcher day = ON_DAY.matcher(words);
        if (day.matches()) {
            return Optional.of(onDay(day, zone(day)));
        }
        Matcher time = AT_TIME.matcher(words);
        if (time.matches()) {
            ZoneId there = zone(time);
            return Optional.of(last(today(there), 1, time, there));
        }
        return Ago.parse(words, clock.instant().atZone(zone));
    }

    private Moment.At onDay(Matcher day, ZoneId there) {
        LocalDate today = today(there);
        return switch (day.group("day")) {
            case "today" -> on(today, day, there);
            case "yesterday" -> on(today.minusDays(1), day, there);
            default -> {
                var weekday = TemporalAdjusters.previousOrSame(weekday(day.group("weekday")));
                yield last(today.with(weekday), DAYS_OF_A_WEEK, day, there);
            }
        };
    }

    /** On {@code day}, unless that has not been yet: then {@code period} days earlier. */
    private Moment.At last(LocalDate day, int period, Matcher time, ZoneId there) {
        Moment.At at = on(day, time, there);
        return at.instant().isAfter(clock.instant()) ? on(day.minusDays(period), time, there) : at;
    }

    private static Moment.At on(LocalDate day, Matcher time, ZoneId there) {
        return time.group("hour") == null
                ? new Moment.At(day.atStartOfDay(there).toInstant())
                : LocalTimes.at(day.atTime(time(time)), there);
    }

    private static LocalTime time(Matcher time) {
        String fraction = Objects.requireNonNullElse(time.group("fraction"), "");
        return LocalTime.of(
                Integer.parseInt(time.group("hour")),
                Integer.parseInt(time.group("minute")),
                Integer.parseInt(Objects.requireNonNullElse(time.group("second"), "0")),
                Integer.parseInt((fraction + "000000000").substring(0, 9)));
    }

    private LocalDate today(ZoneId there) {
        return LocalDate.ofInstant(clock.instant(), there);
    }

    private ZoneId zone(Matcher words) {
        String name = words.group("zone");
        return name == null ? zone : Zones.parse(name);
    }

    private static DayOfWeek weekday(String name) {
        return Stream.of(DayOfWeek.values())
                .filter(day -> day.name().toLowerCase(Locale.ROOT).startsWith(name))
                .findFirst()
                .orElseThrow();
    }
}
