package io.flaghoist.service;

/** Settings that a service must not start with; the message names them, never their values. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message, null, false, false);
    }
}
