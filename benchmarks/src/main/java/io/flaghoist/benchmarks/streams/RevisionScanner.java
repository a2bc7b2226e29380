package io.flaghoist.benchmarks.streams;

import java.nio.ByteBuffer;

/**
 * Finds the {@code id:} lines in the bytes of one stream, however they are cut. Small, because
 * there are thousands of them.
 */
final class RevisionScanner implements EventScanner {
    private static final byte[] LINE_START = {'\n', 'i', 'd', ':', ' '};

    private byte matched;
    private long digits;

    /** The last revision that became complete. */
    @Override
    public long read(ByteBuffer bytes) {
        long last = 0;
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (matched == LINE_START.length) {
                if (next >= '0' && next <= '9') {
                    digits = 10 * digits + (next - '0');
                    continue;
                }
                last = digits;
                matched = 0;
                digits = 0;
            }
            if (next == LINE_START[matched]) {
                matched++;
            } else {
                matched = (byte) (next == LINE_START[0] ? 1 : 0);
            }
        }
        return last;
    }
}
