package io.flaghoist.simulator;

/** Is called for every answered request, on the thread that answered it. Must not block. */
@FunctionalInterface
public interface RequestListener {
    /**
     * A request was answered.
     *
     * @param path of its URL
     * @param beganNanos when its first byte was read, by {@link System#nanoTime()}
     * @param endedNanos when the last byte of the response was written
     */
    void answered(String path, long beganNanos, long endedNanos);
}
