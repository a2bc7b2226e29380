package io.flaghoist.aggregator;

import io.dropwizard.configuration.ConfigurationException;

/** The aggregator did not start; the cause was told on standard error. */
public final class AggregatorStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AggregatorStartException(Throwable cause) {
        super("the metrics aggregator did not start: " + cause.getMessage(), cause);
    }

    /** Whether the settings are to blame. */
    public boolean isAboutSettings() {
        return getCause() instanceof ConfigurationException
                || getCause() instanceof SettingsException;
    }
}
