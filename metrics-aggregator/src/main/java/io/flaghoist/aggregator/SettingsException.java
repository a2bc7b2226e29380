package io.flaghoist.aggregator;

/** Settings with which the aggregator cannot start; the message names them, never their values. */
final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
