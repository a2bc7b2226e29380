package io.flaghoist.faults.check;

import static io.flaghoist.faults.check.ManualTime.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A fault from 100 s to 110 s. */
class RecoveryTest {
    private static final Sighting.Subject SUBJECT = new Sighting.Subject("edge-1", "one");
    private static final Disturbance FAULT = fault(1, 100, 110);

    @Test
    void fresh_within_thirty_seconds_is_recovered() {
        assertThat(recovery(List.of(), 139, seen(126, 16), seen(127, 15), seen(128, 0)))
                .isEqualTo(new Recovery.Recovered(at(17)));
    }

    @Test
    void an_age_that_was_young_at_the_end_and_grows_has_not_come_back() {
        assertThat(recovery(List.of(), 150, seen(111, 3), seen(120, 12), seen(141, 33)))
                .isEqualTo(new Recovery.Late(Optional.empty()));
        assertThat(recovery(List.of(), 150, seen(111, 3), seen(120, 12), seen(125, 2)))
                .isEqualTo(new Recovery.Recovered(at(15)));
    }

    @Test
    void an_age_is_rounded_up() {
        assertThat(recovery(List.of(), 150, seen(111, 2))).isEqualTo(new Recovery.Recovered(at(1)));
    }

    @Test
    void what_was_fresh_before_the_end_does_not_count() {
        assertThat(recovery(List.of(), 120, seen(109.9, 0))).isEqualTo(new Recovery.Pending());
    }

    @Test
    void fresh_only_later_is_late() {
        assertThat(recovery(List.of(), 150, seen(139, 16), seen(140.1, 5)))
                .isEqualTo(new Recovery.Late(Optional.of(at(30.1))));
    }

    @Test
    void never_fresh_is_late_as_soon_as_time_is_up() {
        assertThat(recovery(List.of(), 140, seen(139, 16))).isEqualTo(new Recovery.Pending());
        assertThat(recovery(List.of(), 140.1, seen(139, 16)))
                .isEqualTo(new Recovery.Late(Optional.empty()));
    }

    @Test
    void an_edge_that_proves_no_age_or_does_not_answer_is_not_fresh() {
        var silent = new Sighting(SUBJECT, at(120), at(122), Optional.empty());
        assertThat(recovery(List.of(), 150, silent)).isEqualTo(new Recovery.Late(Optional.empty()));
    }

    @Test
    void the_next_fault_counts_when_it_came_before_time_was_up() {
        assertThat(recovery(List.of(fault(2, 139, 145)), 150, seen(139, 16)))
                .isEqualTo(new Recovery.Overtaken(2));
        assertThat(recovery(List.of(fault(2, 141, 145)), 150, seen(139, 16)))
                .isEqualTo(new Recovery.Late(Optional.empty()));
    }

    @Test
    void a_fault_that_was_over_before_excuses_nothing() {
        assertThat(recovery(List.of(fault(2, 90, 109)), 150, seen(139, 16)))
                .isEqualTo(new Recovery.Late(Optional.empty()));
    }

    @Test
    void recovered_in_time_stays_recovered_whatever_comes_next() {
        assertThat(recovery(List.of(fault(2, 120, 145)), 150, seen(112, 3)))
                .isEqualTo(new Recovery.Recovered(at(2)));
    }

    private static Recovery recovery(List<Disturbance> others, double now, Sighting... seen) {
        return Recovery.of(FAULT, others, List.of(seen), at(now));
    }

    private static Disturbance fault(int number, double begun, double ended) {
        return new Disturbance(number, at(begun), at(ended), Set.of(SUBJECT));
    }

    private static Sighting seen(double at, long age) {
        return new Sighting(SUBJECT, at(at), at(at), Optional.of(Duration.ofSeconds(age)));
    }
}
