package io.flaghoist.log.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.log.transactions.Coordinators.Known;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class VerdictTest {
    private static final TopicPartition CONFIG = new TopicPartition("config", 0);
    private static final TopicPartition HISTORY = new TopicPartition("history", 0);
    private static final OpenTransaction OPEN = new OpenTransaction(CONFIG, 7, (short) 3, 100, 0);

    @ParameterizedTest
    @EnumSource(TransactionState.class)
    void a_partition_that_its_coordinator_counts_in_is_left_to_it(TransactionState state) {
        for (int epoch = 2; epoch <= 4; epoch++) {
            assertThat(verdict(known(epoch, state, CONFIG, HISTORY)))
                    .isInstanceOf(Verdict.Coordinated.class);
        }
    }

    @ParameterizedTest
    @EnumSource(TransactionState.class)
    void an_epoch_that_has_passed_is_nobodys(TransactionState state) {
        assertThat(verdict(known(4, state, HISTORY))).isInstanceOf(Verdict.Nobodys.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = TransactionState.class,
            names = {"EMPTY", "COMPLETE_COMMIT", "COMPLETE_ABORT"})
    void a_writer_that_could_begin_anew_under_the_same_epoch_is_fenced_first(
            TransactionState state) {
        assertThat(verdict(known(3, state))).isEqualTo(new Verdict.Unfenced("writer-1"));
    }

    @ParameterizedTest
    @EnumSource(
            value = TransactionState.class,
            mode = Mode.EXCLUDE,
            names = {"EMPTY", "COMPLETE_COMMIT", "COMPLETE_ABORT"})
    void a_writer_in_the_middle_of_another_transaction_proves_nothing(TransactionState state) {
        assertThat(verdict(known(3, state, HISTORY))).isInstanceOf(Verdict.Unclear.class);
    }

    @Test
    void a_coordinator_that_is_behind_proves_nothing() {
        assertThat(verdict(known(2, TransactionState.EMPTY))).isInstanceOf(Verdict.Unclear.class);
    }

    @Test
    void a_producer_id_that_no_coordinator_knows_is_nobodys() {
        assertThat(Verdict.of(OPEN, new Coordinators(Map.of(), Optional.empty(), true)))
                .isInstanceOf(Verdict.Nobodys.class);
    }

    @Test
    void unknown_proves_nothing_while_a_coordinator_may_be_away() {
        for (boolean tellAll : new boolean[] {true, false}) {
            assertThat(Verdict.of(OPEN, new Coordinators(Map.of(), Optional.of("away"), tellAll)))
                    .isEqualTo(new Verdict.Unclear("away"));
        }
    }

    @Test
    void unknown_to_who_may_not_see_everything_may_be_hidden() {
        assertThat(Verdict.of(OPEN, new Coordinators(Map.of(), Optional.empty(), false)))
                .isInstanceOf(Verdict.Hidden.class);
    }

    private static Verdict verdict(Known known) {
        return Verdict.of(OPEN, new Coordinators(Map.of(7L, known), Optional.empty(), true));
    }

    private static Known known(int epoch, TransactionState state, TopicPartition... partitions) {
        return new Known("writer-1", epoch, state, Set.of(partitions));
    }
}
