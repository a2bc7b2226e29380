package io.flaghoist.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandardMetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final MetricRegistry dropwizard = new MetricRegistry();

    @Test
    void the_build_the_process_and_what_dropwizard_measures_are_reported() throws IOException {
        StandardMetrics.register(registry, dropwizard, "ingest", "0.1.0");
        dropwizard.counter("org.eclipse.jetty.active-requests").inc(3); // measured later

        assertThat(scrape())
                .contains("flaghoist_build_info{java=\"", "service=\"ingest\",version=\"0.1.0\"} 1")
                .contains("process_start_time_seconds", "process_open_fds", "process_max_fds")
                .contains("org_eclipse_jetty_active_requests_total 3.0");
    }

    @Test
    void every_kind_of_dropwizard_metric_passes_the_bridge() throws IOException {
        StandardMetrics.register(registry, dropwizard, "ingest", "0.1.0");
        dropwizard.gauge("jvm.threads.count", () -> () -> 7);
        dropwizard.meter("requests").mark(2);
        dropwizard.histogram("sizes").update(5);
        dropwizard.timer("org.eclipse.jetty.get-requests").update(Duration.ofMillis(500));

        assertThat(scrape())
                .contains("jvm_threads_count 7.0")
                .contains("requests_total 2.0")
                .contains("sizes{quantile=\"0.99\"} 5.0", "sizes_count 1")
                .contains("org_eclipse_jetty_get_requests{quantile=\"0.5\"} 0.5");
    }

    private String scrape() throws IOException {
        var text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toString(StandardCharsets.UTF_8);
    }
}
