package io.flaghoist.service;

/** Settings with which a service must not start; the message names them, never their values. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message, null, false, false);
    }
}
