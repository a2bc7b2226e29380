package io.flaghoist.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void the_median_lies_in_the_middle_whatever_the_order() {
        assertThat(Samples.of(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(Samples.of(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3);
    }

    @Test
    void a_percentile_is_a_value_that_was_measured() {
        var hundred = Samples.of(IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList());
        assertThat(hundred.percentile(0.99)).isEqualTo(99);
        assertThat(hundred.percentile(1)).isEqualTo(100);
        assertThat(Samples.of(List.of(7.0)).percentile(0.99)).isEqualTo(7);
    }

    @Test
    void nothing_measured_is_no_sample() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.of(List.of()));
    }
}
