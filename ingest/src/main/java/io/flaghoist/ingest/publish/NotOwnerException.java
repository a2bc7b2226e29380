package io.flaghoist.ingest.publish;

/** Another instance writes this shard. */
final class NotOwnerException extends Exception {
    private static final long serialVersionUID = 1L;

    NotOwnerException(String message) {
        super(message);
    }
}
