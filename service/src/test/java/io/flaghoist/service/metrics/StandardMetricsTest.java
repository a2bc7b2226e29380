package io.flaghoist.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    private String scrape() throws IOException {
        var text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toString(StandardCharsets.UTF_8);
    }
}
