package io.flaghoist.schemas.record;

/** A value on a history topic that is not a history record. */
public final class UnreadableHistoryException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableHistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
