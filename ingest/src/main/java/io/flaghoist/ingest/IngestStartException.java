package io.flaghoist.ingest;

import io.dropwizard.configuration.ConfigurationException;

/** Ingest did not start; the cause was told on standard error. */
public final class IngestStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IngestStartException(Throwable cause) {
        super("ingest did not start: " + cause.getMessage(), cause);
    }

    /** Whether the settings are to blame. */
    public boolean isAboutSettings() {
        return getCause() instanceof ConfigurationException
                || getCause() instanceof SettingsException;
    }
}
