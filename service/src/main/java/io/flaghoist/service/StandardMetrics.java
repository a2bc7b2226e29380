package io.flaghoist.service;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * What every service reports: its build, its process, and everything that Dropwizard measures (the
 * JVM, garbage collection, buffers, threads, Jetty, Jersey, Logback).
 */
final class StandardMetrics {
    private StandardMetrics() {}

    /**
     * Registers them; once per registry.
     *
     * @param dropwizard what Dropwizard measures, now and later
     * @param service its name: {@code ingest}
     */
    static void register(
            PrometheusRegistry registry,
            MetricRegistry dropwizard,
            String service,
            String version) {
        Info.builder()
                .name("flaghoist_build_info")
                .help("The running build.")
                .labelNames("service", "version", "java")
                .register(registry)
                .addLabelValues(service, version, Runtime.version().toString());
        ProcessMetrics.builder().register(registry);
        DropwizardExports.builder().dropwizardRegistry(dropwizard).register(registry);
    }
}
