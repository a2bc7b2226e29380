package io.flaghoist.service.web;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** All metrics in Prometheus's text format. */
@Path("/metrics")
public final class MetricsResource {
    private final PrometheusRegistry registry;

    public MetricsResource(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @GET
    @Produces(PrometheusTextFormatWriter.CONTENT_TYPE)
    public byte[] metrics() throws IOException {
        var text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toByteArray();
    }
}
