package io.flaghoist.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class KafkaContactTest {
    private Duration now = Duration.ZERO;
    private int calls;
    private final KafkaContact contact =
            new KafkaContact(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> now.toNanos());

    @Test
    void the_first_sign_of_life_after_a_failure_ends_everybodys_waiting() {
        Runnable other = () -> calls += 10;
        contact.onContact(() -> calls++);
        contact.onContact(other);
        contact.answered();
        assertThat(calls).as("nobody waits").isZero();

        contact.failed();
        contact.failed();
        contact.answered();
        contact.answered();
        assertThat(calls).isEqualTo(11);

        contact.forget(other);
        now = now.plusSeconds(60);
        contact.failed();
        contact.answered();
        assertThat(calls).isEqualTo(12);
    }

    @Test
    void a_kafka_that_answers_some_and_not_others_does_not_make_everybody_try_all_the_time() {
        contact.onContact(() -> calls++);
        for (int i = 0; i < 100; i++) {
            contact.failed();
            contact.answered();
            now = now.plusMillis(100);
        }

        assertThat(calls).isEqualTo(5);
    }
}
