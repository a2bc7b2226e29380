package io.flaghoist.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class BatchCutterProperties {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");
    private static final BatchLimits LIMITS = new BatchLimits(4_000, 3);

    private static int body(List<Usage> usages, List<SeenTarget> targets) {
        return new MetricsBatch("id", ENVIRONMENT, 0, 1, usages, targets).toPost().json().length;
    }

    @Property(tries = 300)
    void a_body_is_never_larger_than_the_sizes_of_what_it_holds(
            @ForAll @StringLength(min = 1, max = 30) String text,
            @ForAll @StringLength(max = 30) String other,
            @ForAll @LongRange(min = 1, max = 10_000_000_000L) long count) {
        var usage =
                new Usage(
                        new UsageKey(text, text, other, text, other),
                        other,
                        other,
                        count,
                        Long.MIN_VALUE);
        var target = new SeenTarget(text, other, Map.of(other, text));

        assertThat(body(List.of(usage), List.of()))
                .isLessThanOrEqualTo((int) BatchCutter.size(usage));
        assertThat(body(List.of(), List.of(target)))
                .isLessThanOrEqualTo((int) BatchCutter.size(target));
    }

    @Property(tries = 100)
    void batches_are_within_the_limits_and_hold_everything_once(
            @ForAll @Size(max = 60) List<@StringLength(min = 1, max = 40) String> names) {
        var cutter = new BatchCutter(ENVIRONMENT, 0, 1, 7, LIMITS);
        var usages = new ArrayList<Usage>();
        var targets = new ArrayList<SeenTarget>();
        for (String name : names) {
            usages.add(new Usage(new UsageKey(name, "on", "", "", ""), "", "", 1, 1));
            targets.add(new SeenTarget(name, "", Map.of()));
        }
        usages.forEach(usage -> cutter.add(new WindowEntry.Used(0, ENVIRONMENT, usage)));
        targets.forEach(target -> cutter.add(new WindowEntry.Seen(0, ENVIRONMENT, target)));

        List<MetricsBatch> batches = cutter.finish();

        assertThat(batches)
                .allSatisfy(batch -> {
                    assertThat(batch.toPost().isEmpty()).isFalse();
                    assertThat(batch.toPost().json()).hasSizeLessThanOrEqualTo(LIMITS.bytes());
                    assertThat(batch.targets()).hasSizeLessThanOrEqualTo(LIMITS.targets());
                });
        assertThat(batches.stream().flatMap(batch -> batch.usages().stream()).toList())
                .isEqualTo(usages);
        assertThat(batches.stream().flatMap(batch -> batch.targets().stream()).toList())
                .isEqualTo(targets);
    }
}
