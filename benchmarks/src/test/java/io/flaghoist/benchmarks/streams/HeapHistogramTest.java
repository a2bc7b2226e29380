package io.flaghoist.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HeapHistogramTest {
    @Test
    void classes_are_summed_and_everything_else_is_left_out() throws IOException {
        var histogram =
                HeapHistogram.read(
                        """
                        12345:
                         num     #instances         #bytes  class name (module)
                        -------------------------------------------------------
                           1:         12345         678900  [B (java.base@25.0.3)
                           2:            10            240  java.lang.String (java.base@25.0.3)
                        Total         12355         679140
                        """);
        assertThat(histogram.of("[B")).isEqualTo(678_900);
        assertThat(histogram.total()).isEqualTo(679_140);
        assertThat(histogram.of("gone")).isZero();
    }

    @Test
    void what_is_no_histogram_is_refused() {
        assertThatIOException().isThrownBy(() -> HeapHistogram.read("no such process"));
    }
}
