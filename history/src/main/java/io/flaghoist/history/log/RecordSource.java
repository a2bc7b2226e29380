package io.flaghoist.history.log;

/** Records in the order in which they were written: a topic's, an archive's, a test's. */
@FunctionalInterface
public interface RecordSource {
    /**
     * Passes every record to {@code visitor} until it returns false or the source ends, which for a
     * topic is where it ended when this was called. Memory does not grow with the records.
     */
    void forEach(RecordVisitor visitor) throws LogUnavailableException;

    /** The first partition of a topic, from its beginning to where it ends. */
    static RecordSource ofTopic(LogConnection connection, String topic) {
        return visitor -> {
            try (var reader = new PartitionReader(connection, topic)) {
                reader.forward(reader.begin(), reader.end(), visitor);
            }
        };
    }
}
