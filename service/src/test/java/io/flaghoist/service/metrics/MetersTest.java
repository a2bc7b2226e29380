package io.flaghoist.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Meters meters = new Meters(registry);

    private String text() throws IOException {
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void counters_exist_at_0_before_anything_is_counted() throws Exception {
        meters.counter("flaghoist_plain", "Without labels");
        meters.counter("flaghoist_labelled", "With known labels", "reason", "slow", "gone");

        assertThat(text())
                .contains(
                        "flaghoist_plain_total 0.0\n",
                        "flaghoist_labelled_total{reason=\"slow\"} 0.0\n",
                        "flaghoist_labelled_total{reason=\"gone\"} 0.0\n");
    }

    @Test
    void a_label_that_was_not_known_in_advance_is_added_when_it_is_counted() throws Exception {
        Counter counter = meters.counter("flaghoist_labelled", "By reason", "reason", "slow");

        counter.labelValues("new").inc(3);

        assertThat(text())
                .contains(
                        "flaghoist_labelled_total{reason=\"slow\"} 0.0\n",
                        "flaghoist_labelled_total{reason=\"new\"} 3.0\n");
    }

    @Test
    void numbers_that_other_objects_keep_are_asked_for_at_every_scrape() throws Exception {
        var number = new AtomicLong();
        meters.gauge("flaghoist_gauge", "A number", number::get);
        meters.counter("flaghoist_counter", "A number that grows", number::get);
        meters.seconds("flaghoist_busy_seconds", "A number of nanoseconds", number::get);
        assertThat(text()).contains("flaghoist_gauge 0.0\n", "flaghoist_counter_total 0.0\n");

        number.set(1_500_000_000);

        assertThat(text())
                .contains(
                        "flaghoist_gauge 1.5E9\n",
                        "flaghoist_counter_total 1.5E9\n",
                        "flaghoist_busy_seconds_total 1.5\n");
    }
}
