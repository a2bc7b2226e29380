package io.flaghoist.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RevisionScannerTest {
    private static final byte[] STREAM =
            "HTTP/1.1 200 OK\r\n\r\n4\r\n:\n\n\r\n44\r\nevent: *\nid: 1842\ndata: {\"id: 7\":1}\n\n"
                    .getBytes(StandardCharsets.US_ASCII);

    @Test
    void an_event_is_found_however_the_bytes_are_cut() {
        for (int cut = 0; cut <= STREAM.length; cut++) {
            var scanner = new RevisionScanner();
            long first = scanner.read(ByteBuffer.wrap(STREAM, 0, cut));
            long second = scanner.read(ByteBuffer.wrap(STREAM, cut, STREAM.length - cut));
            assertThat(first + second).as("cut at %d", cut).isEqualTo(1842);
        }
    }

    @Test
    void of_several_events_the_last_counts() {
        var scanner = new RevisionScanner();
        byte[] two = "\nid: 3\ndata: x\n\n\nid: 4\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(scanner.read(ByteBuffer.wrap(two))).isEqualTo(4);
    }
}
