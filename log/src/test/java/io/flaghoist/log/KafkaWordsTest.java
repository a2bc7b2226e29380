package io.flaghoist.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaWordsTest {
    @Test
    void an_error_is_named_with_its_message() {
        assertThat(KafkaWords.of(new IllegalStateException("closed")))
                .isEqualTo("IllegalStateException: closed");
    }

    @Test
    void of_a_failed_future_the_cause_counts() {
        var denied = new TopicAuthorizationException("Not authorized to access topics: [a]");

        assertThat(KafkaWords.of(new ExecutionException(denied)))
                .isEqualTo("TopicAuthorizationException: Not authorized to access topics: [a]");
        assertThat(KafkaWords.of(new ExecutionException("no cause", null)))
                .isEqualTo("ExecutionException: no cause");
    }

    @Test
    void a_timeout_says_that_kafka_does_not_answer() {
        assertThat(KafkaWords.of(new TimeoutException())).isEqualTo("Kafka does not answer");
        assertThat(KafkaWords.of(new TimeoutException("stays at offset 5")))
                .as("words of our own are kept")
                .isEqualTo("stays at offset 5");
        var timeout =
                new org.apache.kafka.common.errors.TimeoutException("Call(callName=describe)");
        assertThat(KafkaWords.of(new ExecutionException(timeout)))
                .isEqualTo("Kafka does not answer (Call(callName=describe))");
    }
}
