package io.flaghoist.history.replay;

/** A log that must not be written there, or not from this. The message says what to do. */
public final class ReplayRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    ReplayRefusedException(String message) {
        super(message);
    }

    ReplayRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
