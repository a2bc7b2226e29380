package io.flaghoist.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

class WindowEntryProperties {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");

    @Property(tries = 300)
    void what_was_written_reads_the_same(
            @ForAll @LongRange(min = 0) long start,
            @ForAll @NotEmpty String feature,
            @ForAll @NotEmpty String variation,
            @ForAll String text,
            @ForAll @LongRange(min = 1) long count,
            @ForAll long timestamp) {
        var key = new UsageKey(valid(feature), valid(variation), valid(text), "", valid(text));
        var usage = new Usage(key, valid(text), valid(variation), count, timestamp);
        same(new WindowEntry.Used(start, ENVIRONMENT, usage));
        same(
                new WindowEntry.Seen(
                        start,
                        ENVIRONMENT,
                        new SeenTarget(valid(feature), valid(text), Map.of("a", valid(text)))));
    }

    /** Unpaired surrogates, which are no text, do not survive UTF-8. */
    private static String valid(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static void same(WindowEntry entry) {
        assertThat(WindowEntry.read(entry.key(), entry.value())).isEqualTo(entry);
        byte[] prefix = WindowEntry.prefix(entry.windowStart(), entry.environment());
        assertThat(Arrays.copyOf(entry.key(), prefix.length)).isEqualTo(prefix);
    }

    @Property(tries = 300)
    void a_range_up_to_a_moment_holds_what_began_before_it(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long start,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long moment) {
        var usage = new Usage(new UsageKey("f", "v", "", "", ""), "", "", 1, 1);
        byte[] key = new WindowEntry.Used(start, ENVIRONMENT, usage).key();

        boolean isBefore = Arrays.compareUnsigned(key, WindowEntry.before(moment)) < 0;

        assertThat(isBefore).isEqualTo(start < moment);
    }
}
