package io.flaghoist.console.command;

/** An option's value that makes no sense; the message says which, and what would. */
final class BadArgumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadArgumentException(String message) {
        super(message);
    }
}
