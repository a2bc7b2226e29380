package io.flaghoist.log.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ObservationsTest {
    private static final TopicPartition P = new TopicPartition("p", 0);
    private static final TopicPartition Q = new TopicPartition("q", 0);

    private final Observations observations = new Observations();

    private static OpenTransaction open(TopicPartition partition, long producer) {
        return new OpenTransaction(partition, producer, (short) 0, 0, 0);
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void a_transaction_is_new_once_and_ages_from_its_first_look() {
        OpenTransaction one = open(P, 1);

        assertThat(observations.see(one, false, at(10))).isTrue();
        assertThat(observations.see(one, false, at(20))).isFalse();

        assertThat(observations.seen(one, at(70))).isEqualTo(Duration.ofSeconds(60));
        assertThat(observations.seen(open(P, 2), at(70))).isEqualTo(Duration.ZERO);
    }

    @Test
    void the_time_of_proof_counts_from_the_first_look_that_could_prove() {
        OpenTransaction one = open(P, 1);
        observations.see(one, false, at(10));
        assertThat(observations.proven(one, at(20))).isEqualTo(Duration.ZERO);

        observations.see(one, true, at(20));
        observations.see(one, true, at(30));
        observations.see(one, false, at(40));
        observations.stillOpen(one, at(50));

        assertThat(observations.proven(one, at(60))).isEqualTo(Duration.ofSeconds(40));
        assertThat(observations.seen(one, at(60))).isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void what_is_not_open_any_more_is_forgotten_only_where_it_was_looked_for() {
        OpenTransaction ended = open(P, 1);
        OpenTransaction elsewhere = open(Q, 2);
        observations.see(ended, true, at(0));
        observations.see(elsewhere, true, at(0));

        observations.keepOnly(Set.of(P), List.of(), at(1));

        assertThat(observations.all()).containsExactly(elsewhere);
    }

    @Test
    void partitions_that_nobody_looks_at_any_more_are_forgotten_after_ten_minutes() {
        OpenTransaction elsewhere = open(Q, 2);
        observations.see(elsewhere, true, at(0));

        observations.keepOnly(Set.of(P), List.of(), at(600));
        assertThat(observations.size()).isEqualTo(1);
        observations.stillOpen(elsewhere, at(600));
        observations.keepOnly(Set.of(P), List.of(), at(1_200));
        assertThat(observations.size()).isEqualTo(1);
        observations.keepOnly(Set.of(P), List.of(), at(1_201));

        assertThat(observations.size()).isZero();
    }

    @Test
    void beyond_a_thousand_no_more_are_remembered_and_none_counts_as_new() {
        for (int producer = 0; producer < Observations.MAX; producer++) {
            assertThat(observations.see(open(P, producer), true, at(0))).isTrue();
        }

        assertThat(observations.see(open(P, Observations.MAX), true, at(0))).isFalse();
        assertThat(observations.size()).isEqualTo(Observations.MAX);
        observations.forget(open(P, 0));
        assertThat(observations.see(open(P, Observations.MAX), true, at(0))).isTrue();
    }
}
