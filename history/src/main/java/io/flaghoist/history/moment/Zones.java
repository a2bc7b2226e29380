package io.flaghoist.history.moment;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesException;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/** Zones as people write them: offsets, names of regions, and the abbreviations of some offsets. */
final class Zones {
    /**
     * Abbreviations mean an offset, as in {@code date(1)}: so one can tell the two times apart that
     * clocks showed twice. Those that mean several (CST, IST) are not understood.
     */
    private static final Map<String, ZoneOffset> ABBREVIATIONS =
            Map.ofEntries(
                    Map.entry("Z", ZoneOffset.UTC),
                    Map.entry("UTC", ZoneOffset.UTC),
                    Map.entry("GMT", ZoneOffset.UTC),
                    Map.entry("WET", ZoneOffset.UTC),
                    Map.entry("WEST", ZoneOffset.ofHours(1)),
                    Map.entry("BST", ZoneOffset.ofHours(1)),
                    Map.entry("CET", ZoneOffset.ofHours(1)),
                    Map.entry("CEST", ZoneOffset.ofHours(2)),
                    Map.entry("EET", ZoneOffset.ofHours(2)),
                    Map.entry("EEST", ZoneOffset.ofHours(3)),
                    Map.entry("EST", ZoneOffset.ofHours(-5)),
                    Map.entry("EDT", ZoneOffset.ofHours(-4)),
                    Map.entry("MST", ZoneOffset.ofHours(-7)),
                    Map.entry("MDT", ZoneOffset.ofHours(-6)),
                    Map.entry("PST", ZoneOffset.ofHours(-8)),
                    Map.entry("PDT", ZoneOffset.ofHours(-7)));

    private static final Pattern OFFSET = Pattern.compile("[+-]\\d{1,2}(:?\\d{2}){0,2}");

    /** As Java prints a time in a zone; the offset is the more exact of the two. */
    private static final Pattern WITH_REGION = Pattern.compile("(\\S+?) ?\\[\\S+]");

    private Zones() {}

    /**
     * The zone that is called so.
     *
     * @throws ZoneRulesException when none is; its message says so
     */
    static ZoneId parse(String text) {
        var withRegion = WITH_REGION.matcher(text);
        String zone = withRegion.matches() ? withRegion.group(1) : text;
        ZoneOffset offset = ABBREVIATIONS.get(zone.toUpperCase(Locale.ROOT));
        if (offset != null) {
            return offset;
        }
        try {
            return OFFSET.matcher(zone).matches() ? ZoneOffset.of(zone) : region(zone);
        } catch (DateTimeException | NoSuchElementException _) {
            throw new ZoneRulesException("there is no time zone \"" + text + '"');
        }
    }

    private static ZoneId region(String name) {
        return ZoneId.getAvailableZoneIds().stream()
                .filter(id -> id.contains("/") && id.equalsIgnoreCase(name))
                .findFirst()
                .map(ZoneId::of)
                .orElseThrow();
    }
}
