package io.flaghoist.history.past;

/**
 * The log does not hold what is needed to say how things stood. The message says what is missing.
 */
public final class PastUnknownException extends Exception {
    private static final long serialVersionUID = 1L;

    PastUnknownException(String message) {
        super(message);
    }
}
