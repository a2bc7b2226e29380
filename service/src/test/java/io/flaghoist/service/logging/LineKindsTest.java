package io.flaghoist.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines are limited, and which of them count as one. */
class LineKindsTest {
    private static final String NETWORK = "org.apache.kafka.clients.NetworkClient";
    private static final String JETTY = "org.eclipse.jetty.http.HttpParser";

    private final LoggerContext context = new LoggerContext();

    private LoggingEvent line(String logger, Level level, String message, Object... arguments) {
        var event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName(logger);
        event.setLevel(level);
        event.setMessage(message);
        event.setArgumentArray(arguments);
        return event;
    }

    private LoggingEvent marked(String message) {
        LoggingEvent event = line("io.flaghoist.edge.http", Level.WARN, message);
        event.addMarker(BadRequests.MARKER);
        return event;
    }

    private static String kafkaKind(LoggingEvent event) {
        return KafkaLines.kind(event, event.getFormattedMessage());
    }

    private static String requestKind(LoggingEvent event) {
        return BadRequests.kind(event, event.getFormattedMessage());
    }

    // --- Kafka's clients

    @Test
    void of_kafkas_clients_only_warnings_and_errors_are_limited() {
        assertThat(KafkaLines.isOne(line(NETWORK, Level.WARN, "x"))).isTrue();
        assertThat(KafkaLines.isOne(line(NETWORK, Level.ERROR, "x"))).isTrue();
        assertThat(KafkaLines.isOne(line(NETWORK, Level.INFO, "x"))).isFalse();
        assertThat(KafkaLines.isOne(line("io.flaghoist.log", Level.WARN, "x"))).isFalse();
    }

    @Test
    void the_client_the_broker_and_the_attempt_make_no_other_kind() {
        String first =
                kafkaKind(
                        line(
                                NETWORK,
                                Level.WARN,
                                "[Producer clientId=a] Connection to node -1 (b:9092) failed"));
        String second =
                kafkaKind(
                        line(
                                NETWORK,
                                Level.WARN,
                                "[Consumer clientId=c, groupId=g] Connection to node -2 (b:9093) failed"));
        String other = kafkaKind(line(NETWORK, Level.WARN, "[Producer clientId=a] No metadata"));

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void another_exception_is_another_kind() {
        LoggingEvent refused = line(NETWORK, Level.ERROR, "Connection failed");
        refused.setThrowableProxy(new ThrowableProxy(new SecurityException("wrong password")));
        LoggingEvent away = line(NETWORK, Level.ERROR, "Connection failed");
        away.setThrowableProxy(new ThrowableProxy(new IllegalStateException("nobody listens")));

        assertThat(kafkaKind(refused)).isNotEqualTo(kafkaKind(away)).doesNotContain("password");
    }

    // --- requests

    @ParameterizedTest
    @ValueSource(
            strings = {
                JETTY,
                "org.glassfish.jersey.server.ServerRuntime",
                "io.dropwizard.jersey.errors.LoggingExceptionMapper",
                "jakarta.servlet.Filter"
            })
    void warnings_of_what_serves_requests_may_have_been_caused_by_one(String logger) {
        assertThat(BadRequests.mayHaveCaused(line(logger, Level.WARN, "x"))).isTrue();
        assertThat(BadRequests.mayHaveCaused(line(logger, Level.INFO, "x"))).isFalse();
    }

    @Test
    void of_our_own_lines_only_marked_ones_may_have_been() {
        assertThat(BadRequests.mayHaveCaused(marked("x"))).isTrue();
        assertThat(BadRequests.mayHaveCaused(line("io.flaghoist.edge", Level.ERROR, "x")))
                .isFalse();
    }

    @Test
    void a_message_with_a_pattern_counts_by_its_pattern_and_one_without_by_its_exception() {
        LoggingEvent path = line(JETTY, Level.WARN, "bad path {}", "/a");
        LoggingEvent otherPath = line(JETTY, Level.WARN, "bad path {}", "/b");
        assertThat(requestKind(path)).isEqualTo(requestKind(otherPath));

        LoggingEvent text = line(JETTY, Level.WARN, "bad path /a");
        LoggingEvent otherText = line(JETTY, Level.WARN, "bad path /b");
        assertThat(requestKind(text)).isEqualTo(requestKind(otherText)).doesNotContain("/a");
        otherText.setThrowableProxy(new ThrowableProxy(new IllegalArgumentException("/b")));
        assertThat(requestKind(text)).isNotEqualTo(requestKind(otherText));
    }

    @Test
    void our_own_lines_of_different_words_are_different_kinds() {
        assertThat(requestKind(marked("the Host is wrong")))
                .isNotEqualTo(requestKind(marked("the Origin is wrong")));
    }
}
