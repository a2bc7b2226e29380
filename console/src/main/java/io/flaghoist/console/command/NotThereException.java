package io.flaghoist.console.command;

/** What was asked about does not exist; the message says what does. */
final class NotThereException extends Exception {
    private static final long serialVersionUID = 1L;

    NotThereException(String message) {
        super(message);
    }
}
