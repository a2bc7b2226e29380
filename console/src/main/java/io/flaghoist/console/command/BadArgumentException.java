package io.flaghoist.console.command;

/** An invalid option; the message says which, and what is valid. */
final class BadArgumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadArgumentException(String message) {
        super(message);
    }
}
