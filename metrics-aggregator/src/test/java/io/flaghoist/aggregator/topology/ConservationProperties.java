package io.flaghoist.aggregator.topology;

import static io.flaghoist.aggregator.topology.TestTopology.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ConservationProperties {
    private static final WindowSettings SMALL = new WindowSettings(null, 7, null, null, null);

    @Property(tries = 60)
    void sums_equal_the_truth_in_any_order_with_any_repetition_and_at_any_time(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int size) {
        List<MetricsGroup> groups = groups(random, size);
        Map<String, Long> truth = new TreeMap<>();
        groups.forEach(group -> count(group.environment(), group.usages(), truth));
        var sent = new ArrayList<>(groups);
        for (int i = random.nextInt(size); i > 0; i--) {
            sent.add(random.nextInt(sent.size()), groups.get(random.nextInt(size)));
        }
        Map<String, Long> sums = new TreeMap<>();

        try (var topology = new TestTopology(SMALL)) {
            for (MetricsGroup group : sent) {
                topology.send(group);
                if (random.nextInt(5) == 0) {
                    topology.pass(Duration.ofMillis(random.nextInt(200_000)));
                }
            }
            topology.pass(Duration.ofMinutes(2));
            topology.batches().forEach(batch -> count(batch.environment(), batch.usages(), sums));
        }

        assertThat(sums).isEqualTo(truth);
    }

    private static List<MetricsGroup> groups(Random random, int size) {
        var groups = new ArrayList<MetricsGroup>();
        for (int i = 0; i < size; i++) {
            var usages = new TreeMap<String, Usage>();
            for (int j = random.nextInt(6); j >= 0; j--) {
                Usage usage =
                        usage(
                                "flag-" + random.nextInt(12),
                                random.nextBoolean() ? "on" : "off",
                                1 + random.nextInt(1_000));
                usages.put(usage.key().toString(), usage);
            }
            var environment = new EnvironmentId("env-" + random.nextInt(3));
            groups.add(
                    TestTopology.group(
                            "boot-" + i, environment, List.copyOf(usages.values()), List.of()));
        }
        return groups;
    }

    private static void count(
            EnvironmentId environment, List<Usage> usages, Map<String, Long> counts) {
        usages.forEach(
                usage -> counts.merge(environment + " " + usage.key(), usage.count(), Long::sum));
    }
}
