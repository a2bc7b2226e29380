package io.flaghoist.edge.target.store;

/** The disk refused. The message names the cause and no content. */
final class StoreFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StoreFailedException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
