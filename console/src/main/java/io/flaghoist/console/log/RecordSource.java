package io.flaghoist.console.log;

/** Records in the order in which they were written: a topic's, an archive's, a test's. */
@FunctionalInterface
public interface RecordSource {
    /**
     * Tells {@code visitor} of every record until it has enough or the source ends, which for a
     * topic is where it ended when this was called. Memory does not grow with the records.
     */
    void forEach(RecordVisitor visitor) throws LogUnavailableException;
}
