package io.flaghoist.history.log;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What Kafka's errors mean for the person at the command line. */
public final class KafkaErrors {
    private KafkaErrors() {}

    /**
     * The error in words, with what to check.
     *
     * @param what was being done: {@code reading topic x}
     */
    public static LogUnavailableException explain(
            LogConnection connection, String what, Throwable error) {
        Throwable cause = root(error);
        return new LogUnavailableException(
                "%s failed: %s".formatted(what, words(connection, cause)), cause);
    }

    private static String words(LogConnection connection, Throwable cause) {
        String servers = connection.bootstrapServers();
        return switch (cause) {
            case TimeoutException _, java.util.concurrent.TimeoutException _ ->
                    "Kafka at %s gave no answer within %d s. Check --bootstrap-servers, that a broker runs there, and that the addresses it advertises are reachable from here (./flaghoist doctor)."
                            .formatted(servers, connection.answerTimeout().toSeconds());
            case SslAuthenticationException e ->
                    "TLS with Kafka at %s failed: %s. Check ssl.truststore.* in --kafka-properties."
                            .formatted(servers, e.getMessage());
            case AuthenticationException e ->
                    "Kafka at %s refuses the login: %s. Check sasl.* in --kafka-properties."
                            .formatted(servers, e.getMessage());
            case AuthorizationException e ->
                    "Kafka at %s does not allow it: %s Give this principal READ on the topics (it needs nothing else to read)."
                            .formatted(servers, e.getMessage());
            case UnknownTopicOrPartitionException _ ->
                    "the topic does not exist at %s. Check --env, --prefix and --bootstrap-servers."
                            .formatted(servers);
            default ->
                    "%s. Check --bootstrap-servers and --kafka-properties."
                            .formatted(
                                    cause.getMessage() == null
                                            ? cause.toString()
                                            : cause.getMessage());
        };
    }

    private static Throwable root(Throwable error) {
        Throwable cause = error;
        while ((cause instanceof ExecutionException || cause.getClass() == KafkaException.class)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
