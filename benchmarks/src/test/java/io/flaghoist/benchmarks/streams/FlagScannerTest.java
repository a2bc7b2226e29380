package io.flaghoist.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlagScannerTest {
    private static final String STREAM =
            """
            event: *
            data: {"event":"patch","domain":"flag","identifier":"flag_0042","version":7}

            {"type":"configuration_change","data":{"flags":{"flag_0007":{},"flag_0008":{}}}}
            ""flag_0000" "flag_x" flag_0001 "flag_0002
            """;

    @Test
    void flags_are_found_however_their_bytes_are_cut() {
        byte[] bytes = STREAM.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= bytes.length; cut++) {
            var scanner = new FlagScanner();
            List<Integer> found = new ArrayList<>();
            scanner.read(ByteBuffer.wrap(Arrays.copyOf(bytes, cut)), found::add);
            scanner.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut), found::add);
            assertThat(found).as("cut at %d", cut).containsExactly(42, 7, 8, 0);
        }
    }

    @Test
    void the_event_of_a_crowd_is_the_flag_plus_1() {
        var scanner = new FlagScanner();

        assertThat(scanner.read(ByteBuffer.wrap(":\n\n".getBytes(StandardCharsets.US_ASCII))))
                .isZero();
        assertThat(
                        scanner.read(
                                ByteBuffer.wrap(
                                        "\"flag_0000\"".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(1);
    }
}
