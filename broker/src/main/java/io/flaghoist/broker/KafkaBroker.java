package io.flaghoist.broker;

/** A running Kafka of one node; closing it ends it and what it keeps. */
public interface KafkaBroker extends AutoCloseable {
    /**
     * {@code host:port}, for {@code bootstrap.servers}. The same for the whole life of this object.
     */
    String bootstrapServers();

    @Override
    void close();
}
