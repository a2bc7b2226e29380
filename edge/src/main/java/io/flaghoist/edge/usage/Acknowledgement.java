package io.flaghoist.edge.usage;

/** The answer that a post waits for. */
@FunctionalInterface
public interface Acknowledgement {
    /**
     * Called once, on any thread.
     *
     * @param durable whether all of the post is in Kafka or on disk; otherwise it may be posted
     *     again
     */
    void answer(boolean durable);
}
