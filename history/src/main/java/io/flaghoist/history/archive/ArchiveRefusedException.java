package io.flaghoist.history.archive;

/** An archive or key that must not be used, or not be written. The message says what to do. */
public final class ArchiveRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    ArchiveRefusedException(String message) {
        super(message);
    }

    ArchiveRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
