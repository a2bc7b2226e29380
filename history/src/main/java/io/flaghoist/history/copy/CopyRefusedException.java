package io.flaghoist.history.copy;

/**
 * A log, an archive or a key that must not be used, or not be written there. The message says what
 * to do.
 */
public final class CopyRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    CopyRefusedException(String message) {
        super(message);
    }

    CopyRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
