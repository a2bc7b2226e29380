package io.flaghoist.ingest.publish;

/** Kafka has not said yet how many shards there are. */
final class ShardsUnknownException extends Exception {
    private static final long serialVersionUID = 1L;

    ShardsUnknownException(String message) {
        super(message);
    }
}
