package io.flaghoist.ingest.publish;

/** The topics of an environment cannot be opened for writing. */
final class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isRefused;

    private LogUnavailableException(String reason, boolean isRefused) {
        super(reason);
        this.isRefused = isRefused;
    }

    /** Kafka cannot be reached or did not answer; try again. */
    static LogUnavailableException unavailable(String reason) {
        return new LogUnavailableException(reason, false);
    }

    /** A topic is wrong, or another instance writes; trying again soon is useless. */
    static LogUnavailableException refused(String reason) {
        return new LogUnavailableException(reason, true);
    }

    boolean isRefused() {
        return isRefused;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
