package io.flaghoist.service.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;

/**
 * Registers the metrics of a service. Counters exist at 0 from the start, with every label value
 * that is known in advance, so that a dashboard sees the first increment. Thread-safe.
 */
public record Meters(PrometheusRegistry registry) {
    /** A counter without labels. */
    public Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).register(registry);
    }

    /**
     * A counter with one label.
     *
     * @param values known values of the label, each at 0; others are added when first counted
     */
    public Counter counter(String name, String help, String label, String... values) {
        Counter counter =
                Counter.builder().name(name).help(help).labelNames(label).register(registry);
        for (String value : values) {
            counter.initLabelValues(value);
        }
        return counter;
    }

    /** Exports a counter that another object keeps. */
    public void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    /** Exports a counter of seconds that another object keeps in nanoseconds. */
    public void seconds(String name, String help, LongSupplier nanos) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(nanos.getAsLong() / 1e9))
                .register(registry);
    }

    /** Exports a number that another object keeps. */
    public void gauge(String name, String help, LongSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }
}
