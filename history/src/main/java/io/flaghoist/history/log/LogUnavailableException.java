package io.flaghoist.history.log;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka cannot be reached, refuses, or lacks a topic. The message says what happened. */
public class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is wrong, as far as that can be told. */
    public enum Reason {
        /** No broker answers. */
        NO_ANSWER,
        /** One side does not trust the other's certificate. */
        TLS,
        /** The credentials are refused. */
        AUTHENTICATION,
        /** This principal lacks a right. */
        AUTHORIZATION,
        NO_TOPIC,
        /** Kafka's client says something else. */
        CLIENT,
        /** The message says it all. */
        OTHER
    }

    public LogUnavailableException(String message, Throwable cause) {
        this(Reason.OTHER, message, cause);
    }

    private LogUnavailableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * A failure of a Kafka client, in words; its cause is that of all wrappers.
     *
     * @param what was being done: {@code reading topic x}
     */
    public static LogUnavailableException of(
            LogConnection connection, String what, Throwable error) {
        Throwable cause = root(error);
        Reason reason = reason(cause);
        return new LogUnavailableException(
                reason, "%s failed: %s".formatted(what, words(reason, connection, cause)), cause);
    }

    private static Throwable root(Throwable error) {
        Throwable cause = error;
        while ((cause instanceof ExecutionException || cause.getClass() == KafkaException.class)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Reason reason(Throwable cause) {
        return switch (cause) {
            case TimeoutException _, java.util.concurrent.TimeoutException _ -> Reason.NO_ANSWER;
            case SslAuthenticationException _ -> Reason.TLS;
            case AuthenticationException _ -> Reason.AUTHENTICATION;
            case AuthorizationException _ -> Reason.AUTHORIZATION;
            case UnknownTopicOrPartitionException _ -> Reason.NO_TOPIC;
            default -> Reason.CLIENT;
        };
    }

    private static String words(Reason reason, LogConnection connection, Throwable cause) {
        String kafka = "Kafka at " + connection.bootstrapServers();
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return switch (reason) {
            case NO_ANSWER ->
                    "%s gave no answer within %d s."
                            .formatted(kafka, connection.answerTimeout().toSeconds());
            case TLS -> "TLS with %s failed: %s.".formatted(kafka, message);
            case AUTHENTICATION -> "%s refuses the login: %s.".formatted(kafka, message);
            case AUTHORIZATION ->
                    "%s does not allow it: %s Give this principal READ on the topics (it needs nothing else to read)."
                            .formatted(kafka, message);
            case NO_TOPIC ->
                    "the topic does not exist at %s.".formatted(connection.bootstrapServers());
            case CLIENT, OTHER -> message + ".";
        };
    }

    public Reason reason() {
        return reason;
    }
}
