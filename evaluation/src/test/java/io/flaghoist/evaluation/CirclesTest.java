package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CirclesTest {
    private static int[] in(int[]... leadsTo) {
        return Circles.of(leadsTo).stream().toArray();
    }

    private static int[] to(int... points) {
        return points;
    }

    @Test
    void a_chain_and_a_diamond_have_none() {
        assertThat(in(to(1), to(2), to())).isEmpty();
        assertThat(in(to(1, 2), to(3), to(3), to())).isEmpty();
    }

    @Test
    void a_point_that_leads_to_itself_is_one() {
        assertThat(in(to(0), to(0))).containsExactly(0);
    }

    @Test
    void what_leads_into_a_circle_or_out_of_it_is_not_on_it() {
        assertThat(in(to(1), to(2), to(1, 3), to())).containsExactly(1, 2);
    }

    @Test
    void a_long_ring_is_found_as_fast_as_it_is_read() {
        int[][] ring =
                IntStream.range(0, 100_000)
                        .mapToObj(point -> to((point + 1) % 100_000))
                        .toArray(int[][]::new);

        assertThat(Circles.of(ring).cardinality()).isEqualTo(100_000);
    }
}
