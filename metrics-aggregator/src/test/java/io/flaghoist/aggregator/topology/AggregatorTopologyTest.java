package io.flaghoist.aggregator.topology;

import static io.flaghoist.aggregator.topology.TestTopology.ENVIRONMENT;
import static io.flaghoist.aggregator.topology.TestTopology.group;
import static io.flaghoist.aggregator.topology.TestTopology.target;
import static io.flaghoist.aggregator.topology.TestTopology.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.Duration;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.LastEvaluated;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregatorTopologyTest {
    private static final java.time.Duration MINUTE = java.time.Duration.ofMinutes(1);
    private static final long WINDOW_START = TestTopology.BEGIN.toEpochMilli() - 10_000;

    private TestTopology topology = new TestTopology(WindowSettings.defaults());

    @AfterEach
    void end() {
        topology.close();
    }

    private void settings(WindowSettings settings) {
        topology.close();
        topology = new TestTopology(settings);
    }

    @Test
    void a_window_of_the_wall_clock_is_written_though_nothing_more_arrives() {
        topology.send(group("boot-1", usage("dark", "on", 2), usage("dark", "off", 1)));
        topology.send(group("boot-2", usage("dark", "on", 5)));
        topology.pass(java.time.Duration.ofSeconds(49));
        assertThat(topology.batches()).isEmpty();

        topology.pass(java.time.Duration.ofSeconds(1));

        List<MetricsBatch> batches = topology.batches();
        assertThat(batches).hasSize(1);
        MetricsBatch batch = batches.getFirst();
        assertThat(batch.environment()).isEqualTo(ENVIRONMENT);
        assertThat(batch.windowStart()).isEqualTo(WINDOW_START);
        assertThat(batch.windowEnd()).isEqualTo(WINDOW_START + MINUTE.toMillis());
        assertThat(batch.usages())
                .containsExactlyInAnyOrder(usage("dark", "on", 7), usage("dark", "off", 1));
        assertThat(topology.kept(Sum.STORE)).isZero();
        topology.pass(MINUTE);
        assertThat(topology.batches()).isEmpty();
    }

    @Test
    void what_arrives_later_is_of_the_next_window_and_each_environment_has_its_own_batch() {
        var other = new EnvironmentId("env-2");
        topology.send(group("a-1", usage("dark", "on", 1)));
        topology.send(group("a-2", other, List.of(usage("dark", "on", 10)), List.of()));
        topology.pass(MINUTE);
        topology.send(group("a-3", usage("dark", "on", 100)));
        topology.pass(MINUTE);

        assertThat(topology.batches())
                .extracting(MetricsBatch::environment, MetricsBatch::evaluations)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ENVIRONMENT, 1L),
                        org.assertj.core.groups.Tuple.tuple(other, 10L),
                        org.assertj.core.groups.Tuple.tuple(ENVIRONMENT, 100L));
    }

    @Test
    void a_group_counts_once_however_often_it_is_read() {
        for (int i = 0; i < 3; i++) {
            topology.send(group("boot-1", usage("dark", "on", 2)));
        }
        topology.pass(MINUTE);
        topology.send(group("boot-1", usage("dark", "on", 2)));
        topology.pass(MINUTE);

        assertThat(topology.batches()).hasSize(1).allMatch(batch -> batch.evaluations() == 2);
    }

    @Test
    void ids_of_groups_are_forgotten_when_they_are_old_or_too_many() {
        settings(new WindowSettings(null, null, 10, Duration.hours(1), null));
        IntStream.range(0, 25)
                .forEach(i -> topology.send(group("boot-" + i, usage("dark", "on", 1))));
        topology.pass(MINUTE);
        assertThat(topology.kept(Deduplicate.STORE)).isEqualTo(10);

        topology.pass(java.time.Duration.ofMinutes(61));

        assertThat(topology.kept(Deduplicate.STORE)).isZero();
    }

    @Test
    void a_group_that_may_have_been_forgotten_counts_and_is_told_of() {
        settings(new WindowSettings(null, null, null, Duration.hours(1), null));
        topology.send(group("boot-1", usage("dark", "on", 2)));
        assertThat(topology.beyondMemory()).isZero();
        topology.pass(java.time.Duration.ofMinutes(62));
        topology.batches();

        topology.send(group("boot-1", usage("dark", "on", 2)));
        topology.pass(MINUTE);

        assertThat(topology.batches()).hasSize(1).allMatch(batch -> batch.evaluations() == 2);
        assertThat(topology.beyondMemory()).isEqualTo(2);
    }

    @Test
    void a_full_window_is_written_early_and_nothing_of_it_is_lost() {
        settings(new WindowSettings(null, 10, null, null, null));
        Usage[] usages =
                IntStream.range(0, 25)
                        .mapToObj(i -> usage("flag-" + i, "on", i + 1))
                        .toArray(Usage[]::new);
        topology.send(group("boot-1", usages));

        assertThat(topology.batches()).hasSize(2).allMatch(batch -> batch.usages().size() == 10);
        assertThat(topology.kept(Sum.STORE)).isEqualTo(5);

        topology.pass(MINUTE);
        assertThat(topology.batches()).hasSize(1).allMatch(batch -> batch.usages().size() == 5);
    }

    @Test
    void batches_keep_within_what_saas_takes_and_their_ids_differ() {
        List<SeenTarget> targets =
                IntStream.range(0, 2_500).mapToObj(i -> target("target-" + i)).toList();
        List<Usage> usages =
                IntStream.range(0, 12_000).mapToObj(i -> usage("flag-" + i, "on", 1)).toList();
        topology.send(group("boot-1", ENVIRONMENT, usages, targets));
        topology.send(group("boot-2", ENVIRONMENT, List.of(), targets));
        topology.pass(MINUTE);

        List<MetricsBatch> batches = topology.batches();

        assertThat(batches).hasSizeGreaterThan(3);
        assertThat(batches).allMatch(batch -> batch.targets().size() <= 1_000);
        assertThat(batches).allMatch(batch -> batch.toPost().json().length <= 1 << 20);
        assertThat(batches).noneMatch(batch -> batch.toPost().isEmpty());
        assertThat(batches).extracting(MetricsBatch::id).doesNotHaveDuplicates();
        assertThat(batches.stream().mapToLong(MetricsBatch::evaluations).sum()).isEqualTo(12_000);
        assertThat(batches.stream().flatMap(batch -> batch.targets().stream()))
                .containsExactlyInAnyOrderElementsOf(targets);
    }

    @Test
    void the_last_content_of_a_target_is_kept() {
        var renamed = new SeenTarget("ann", "Ann B", Map.of());
        topology.send(group("boot-1", ENVIRONMENT, List.of(), List.of(target("ann"))));
        topology.send(group("boot-2", ENVIRONMENT, List.of(), List.of(renamed)));
        topology.pass(MINUTE);

        assertThat(topology.batches())
                .singleElement()
                .satisfies(batch -> assertThat(batch.targets()).containsExactly(renamed));
    }

    @Test
    void each_flag_is_told_with_its_last_window_and_what_the_last_day_counted() {
        topology.send(group("boot-1", usage("dark", "on", 2), usage("old", "off", 1)));
        topology.pass(MINUTE);
        assertThat(topology.lastEvaluated())
                .containsExactlyInAnyOrder(
                        last("dark", MINUTE, Map.of("on", 2L)),
                        last("old", MINUTE, Map.of("off", 1L)));

        topology.pass(java.time.Duration.ofHours(1));
        topology.send(group("boot-2", usage("dark", "on", 3)));
        topology.pass(MINUTE);
        assertThat(topology.lastEvaluated())
                .containsExactly(last("dark", java.time.Duration.ofMinutes(62), Map.of("on", 5L)));

        topology.pass(java.time.Duration.ofHours(24));
        assertThat(topology.kept(KeepLastEvaluated.STORE)).isLessThan(2);
        topology.send(group("boot-3", usage("dark", "off", 1)));
        topology.pass(MINUTE);
        assertThat(topology.lastEvaluated())
                .singleElement()
                .satisfies(
                        told -> assertThat(told.lastDayByVariation()).isEqualTo(Map.of("off", 1L)));
    }

    @Test
    void flags_beyond_the_limit_are_not_told_and_still_posted() {
        settings(new WindowSettings(null, null, null, null, 3));
        IntStream.range(0, 10)
                .forEach(i -> topology.send(group("b-" + i, usage("flag-" + i, "on", 1))));
        topology.pass(MINUTE);

        assertThat(topology.lastEvaluated()).hasSize(3);
        assertThat(topology.batches())
                .singleElement()
                .satisfies(batch -> assertThat(batch.evaluations()).isEqualTo(10));
    }

    @Test
    void what_nobody_can_read_is_skipped_and_holds_up_nothing() {
        byte[] key = ENVIRONMENT.value().getBytes(StandardCharsets.UTF_8);
        topology.send(new LogRecord(key, "{".getBytes(StandardCharsets.UTF_8), Map.of()));
        topology.send(new LogRecord(null, null, Map.of()));
        topology.send(group("boot-1", usage("dark", "on", 1)));
        topology.pass(MINUTE);

        assertThat(topology.batches()).hasSize(1);
    }

    private static LastEvaluated last(
            String flag, java.time.Duration afterStart, Map<String, Long> counts) {
        return new LastEvaluated(ENVIRONMENT, flag, WINDOW_START + afterStart.toMillis(), counts);
    }
}
