package io.flaghoist.console.command;

/** It does not exist; the message says what does. */
final class NotFoundException extends Exception {
    private static final long serialVersionUID = 1L;

    NotFoundException(String message) {
        super(message);
    }
}
