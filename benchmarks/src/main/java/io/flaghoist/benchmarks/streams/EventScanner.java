package io.flaghoist.benchmarks.streams;

import java.nio.ByteBuffer;

/** Finds events in the bytes of one stream, however they are cut. For one thread. */
interface EventScanner {
    /**
     * Reads all of {@code bytes}.
     *
     * @return the number of the last event that became complete; 0 when none did
     */
    long read(ByteBuffer bytes);
}
