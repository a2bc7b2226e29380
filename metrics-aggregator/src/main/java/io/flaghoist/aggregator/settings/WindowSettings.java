package io.flaghoist.aggregator.settings;

import io.dropwizard.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is summed, and for how long.
 *
 * @param length of a window by this machine's clock; default 60 s. 0 switches everything off:
 *     nothing is read, summed or posted, and metrics stay on their topic until its retention ends
 * @param maxKeys distinct flags with variation and SDK, and targets, that an environment's window
 *     holds; one more, and what it holds goes into batches early. Default 50,000
 * @param rememberGroups ids of groups that are known not to be summed twice, for each partition;
 *     beyond, the oldest are forgotten. Default 100,000, about 15 MB a partition
 * @param rememberGroupsFor ids are forgotten after so long; default 24 h
 * @param maxFlags flags of an environment that are kept on the last-evaluated topic; those beyond
 *     are counted. Default 10,000
 */
public record WindowSettings(
        Duration length,
        Integer maxKeys,
        Integer rememberGroups,
        Duration rememberGroupsFor,
        Integer maxFlags) {

    public WindowSettings(
            @Nullable Duration length,
            @Nullable Integer maxKeys,
            @Nullable Integer rememberGroups,
            @Nullable Duration rememberGroupsFor,
            @Nullable Integer maxFlags) {
        this.length = length == null ? Duration.seconds(60) : length;
        this.maxKeys = maxKeys == null ? 50_000 : maxKeys;
        this.rememberGroups = rememberGroups == null ? 100_000 : rememberGroups;
        this.rememberGroupsFor = rememberGroupsFor == null ? Duration.hours(24) : rememberGroupsFor;
        this.maxFlags = maxFlags == null ? 10_000 : maxFlags;
    }

    /** Every default. */
    public static WindowSettings defaults() {
        return new WindowSettings(null, null, null, null, null);
    }

    /** Whether metrics are posted at all. */
    public boolean isOn() {
        return length.toMilliseconds() > 0;
    }
}
