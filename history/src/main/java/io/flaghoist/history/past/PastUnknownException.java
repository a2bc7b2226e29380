package io.flaghoist.history.past;

/**
 * The log does not hold what is needed to say how things stood. The message says what is missing.
 */
public final class PastUnknownException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isByDefect;

    PastUnknownException(String message) {
        this(message, false);
    }

    private PastUnknownException(String message, boolean isByDefect) {
        super(message);
        this.isByDefect = isByDefect;
    }

    static PastUnknownException byDefect(String message) {
        return new PastUnknownException(message, true);
    }

    /** Whether the log is not as it was written, so that more may be wrong with it. */
    public boolean isByDefect() {
        return isByDefect;
    }
}
