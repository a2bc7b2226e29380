package io.flaghoist.edge.usage;

/**
 * Whoever waits for what becomes of a post; exactly one of these is called, once, on any thread.
 */
public interface Acknowledgement {
    /** All of it is in Kafka or on disk. */
    void durable();

    /** Some of it is neither in Kafka nor on disk; it may be posted again. */
    void lost();
}
