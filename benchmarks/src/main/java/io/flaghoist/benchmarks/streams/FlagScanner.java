package io.flaghoist.benchmarks.streams;

import io.flaghoist.benchmarks.house.SampleLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Finds the names of sample flags ({@link SampleLog#sampleName}) in quotes, which every system's
 * events have in common, whatever stands around them. Small, because there are thousands of them.
 */
public final class FlagScanner implements EventScanner {
    private static final byte[] START = "\"flag_".getBytes(StandardCharsets.US_ASCII);

    private byte matched;
    private int number;

    /** Tells {@code found} the number of each flag whose name became complete. */
    public void read(ByteBuffer bytes, IntConsumer found) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (matched < START.length) {
                matched = (byte) (next == START[matched] ? matched + 1 : next == START[0] ? 1 : 0);
            } else if (next >= '0' && next <= '9') {
                number = 10 * number + (next - '0');
            } else {
                if (next == '"') {
                    found.accept(number);
                }
                matched = 0;
                number = 0;
            }
        }
    }

    /** The number of the last flag plus 1. */
    @Override
    public long read(ByteBuffer bytes) {
        long[] last = {0};
        read(bytes, flag -> last[0] = flag + 1L);
        return last[0];
    }
}
