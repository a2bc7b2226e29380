package io.flaghoist.aggregator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RatesTest {
    private final AtomicLong nanos = new AtomicLong(-7);
    private final Rates rates = new Rates(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void rates_are_over_the_time_since_the_beginning_and_then_over_five_minutes() {
        rates.arrived(100);
        pass(Duration.ofSeconds(10));
        rates.drained(50);
        assertThat(rates.perSecond()).isEqualTo(new Rates.PerSecond(10, 5));

        pass(Duration.ofSeconds(290));
        rates.arrived(500);
        assertThat(rates.perSecond().arrived()).isEqualTo(2);

        pass(Duration.ofSeconds(299));
        assertThat(rates.perSecond().arrived()).isEqualTo(500 / 300.0);
        pass(Duration.ofSeconds(10));
        assertThat(rates.perSecond()).isEqualTo(new Rates.PerSecond(0, 0));
    }
}
