package io.flaghoist.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
    private static final String SAID =
            """
            Running 6s test @ http://127.0.0.1:20000/
              2 threads and 64 connections
              Latency Distribution
                 50%    0.90ms
                 99%  850.00us
              271040 requests in 6.00s, 500.00MB read
            Requests/sec:  45173.33
            Transfer/sec:     83.33MB
            """;

    @Test
    void rate_and_p99_are_read_in_whatever_unit() throws IOException {
        assertThat(Wrk.read(SAID))
                .isEqualTo(new Wrk.Round(45173.33, 0.85, 500.0 * (1 << 20) / 271_040));
        assertThat(Wrk.read(SAID.replace("850.00us", "4.31ms")).p99()).isEqualTo(4.31);
        assertThat(Wrk.read(SAID.replace("850.00us", "1.20s")).p99()).isEqualTo(1200);
    }

    @Test
    void a_run_with_refusals_or_broken_connections_is_no_measurement() {
        assertThatIOException()
                .isThrownBy(() -> Wrk.read(SAID + "  Non-2xx or 3xx responses: 12\n"));
        assertThatIOException()
                .isThrownBy(() -> Wrk.read(SAID + "  Socket errors: connect 0, read 3\n"));
        assertThatIOException().isThrownBy(() -> Wrk.read("unable to connect"));
    }
}
