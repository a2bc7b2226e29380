package io.flaghoist.service;

import io.flaghoist.service.settings.SettingsException;

/** A service did not start; the cause was printed on standard error. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String service, Throwable cause) {
        super(service + " did not start: " + cause.getMessage(), cause);
    }

    /** Whether wrong settings are the cause. */
    public boolean isAboutSettings() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingsException) {
                return true;
            }
        }
        return false;
    }

    /** The exit code of the process: 2 for wrong settings, otherwise 1. */
    int exitCode() {
        return isAboutSettings() ? 2 : 1;
    }
}
