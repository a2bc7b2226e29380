package io.flaghoist.ingest.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.service.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Times are milliseconds of a test's own clock. */
class StreamClockTest {
    private final StreamClock stream = new StreamClock();

    @Test
    void a_stream_that_rests_after_its_byte_has_told_all_up_to_it() {
        hears(0);

        assertThat(stream.completeUpTo(at(999))).isEmpty();
        assertThat(stream.completeUpTo(at(1_001))).contains(at(0));
        assertThat(stream.completeUpTo(at(40_000))).as("nothing since").contains(at(0));
    }

    @Test
    void a_busy_stream_proves_with_each_byte() {
        busyUntil(20_000);

        assertThat(stream.completeUpTo(at(20_030))).contains(at(20_000));
    }

    @Test
    void a_byte_whose_events_are_not_told_yet_proves_nothing() {
        busyUntil(20_000);
        stream.received(at(20_200));

        assertThat(stream.completeUpTo(at(29_000))).contains(at(20_000));
    }

    @Test
    void what_comes_after_a_silence_may_be_a_backlog_and_proves_nothing_before_the_stream_rests() {
        busyUntil(20_000);
        for (int piece = 0; piece < 8; piece++) {
            hears(32_000 + 300L * piece); // the way was closed for 12 s, and is slow
            assertThat(stream.completeUpTo(at(32_290 + 300L * piece))).contains(at(20_000));
        }

        assertThat(stream.completeUpTo(at(35_101))).contains(at(34_100));
    }

    @Test
    void a_stream_that_never_rests_has_delivered_its_backlog_after_a_while() {
        busyUntil(20_000);
        for (int millis = 32_000; millis <= 40_000; millis += 200) {
            hears(millis);
        }

        assertThat(stream.completeUpTo(at(40_030))).contains(at(40_000));
    }

    @Test
    void an_idle_stream_that_is_kept_alive_proves_with_each_sign_of_life() {
        for (int second = 0; second <= 90; second += 30) {
            hears(1_000L * second);
        }

        assertThat(stream.completeUpTo(at(91_001))).contains(at(90_000));
    }

    private void busyUntil(int end) {
        for (int millis = 0; millis <= end; millis += 200) {
            hears(millis);
        }
    }

    private void hears(long millis) {
        stream.received(at(millis));
        stream.waits(at(millis + 1));
    }

    private static Moment at(long millis) {
        return new Moment(Instant.EPOCH.plusMillis(millis), Duration.ofMillis(millis).toNanos());
    }
}
