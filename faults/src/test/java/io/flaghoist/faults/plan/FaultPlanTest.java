package io.flaghoist.faults.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @Property(tries = 200)
    void the_same_seed_gives_the_same_plan(@ForAll long seed) {
        assertThat(FaultPlan.of(seed, QUARTER)).isEqualTo(FaultPlan.of(seed, QUARTER));
    }

    @Property(tries = 200)
    void there_is_a_fault_every_twenty_seconds(@ForAll long seed) {
        List<PlannedFault> plan = FaultPlan.of(seed, QUARTER);

        assertThat(plan).hasSize(45);
        for (PlannedFault fault : plan) {
            assertThat(fault.begins())
                    .isEqualTo(FaultPlan.INTERVAL.multipliedBy(fault.number() - 1));
        }
    }

    @Property(tries = 200)
    void a_quarter_of_an_hour_has_every_kind(@ForAll long seed) {
        Set<FaultKind> kinds =
                FaultPlan.of(seed, QUARTER).stream()
                        .map(PlannedFault::kind)
                        .collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(EnumSet.allOf(FaultKind.class));
    }

    @Property(tries = 200)
    void faults_at_the_same_time_have_no_part_in_common(@ForAll long seed) {
        List<PlannedFault> plan = FaultPlan.of(seed, QUARTER);

        for (PlannedFault one : plan) {
            for (PlannedFault other : plan) {
                if (one.number() < other.number() && other.begins().compareTo(one.ends()) < 0) {
                    assertThat(one.kind().goesWith(other.kind()))
                            .as("%s and %s", one, other)
                            .isTrue();
                }
            }
        }
    }

    @Property(tries = 200)
    void some_faults_last_until_edges_are_stale_and_the_last_one_is_over_soon(@ForAll long seed) {
        List<PlannedFault> plan = FaultPlan.of(seed, QUARTER);

        assertThat(plan)
                .anySatisfy(
                        fault -> assertThat(fault.lasts()).isGreaterThan(Duration.ofSeconds(60)));
        assertThat(plan)
                .allSatisfy(fault ->
                        assertThat(fault.ends()).isLessThan(QUARTER.plus(FaultPlan.INTERVAL)));
    }

    @Test
    void a_short_run_has_short_faults() {
        assertThat(FaultPlan.of(1, Duration.ofSeconds(60)))
                .hasSize(3)
                .allSatisfy(fault -> assertThat(fault.lasts()).isLessThan(FaultPlan.INTERVAL));
    }
}
