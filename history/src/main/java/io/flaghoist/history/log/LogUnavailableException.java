package io.flaghoist.history.log;

/** Kafka cannot be reached, refuses, or lacks a topic. The message says what to check. */
public class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(String message) {
        super(message);
    }

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
