package io.flaghoist.edge.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** For whom flags were evaluated, and what that came to. Thread-safe. */
public final class EvaluationMeters {
    private final Counter lists;
    private final Counter unchanged;
    private final Counter failed;
    private final Counter inlined;
    private final Counter found;
    private final Counter headersIgnored;
    private final Counter refused;
    private final Counter attributesDropped;

    EvaluationMeters(PrometheusRegistry registry) {
        lists =
                Counter.builder()
                        .name("flaghoist_edge_evaluation_lists")
                        .help("Times that all flags were evaluated for a target")
                        .register(registry);
        unchanged =
                Counter.builder()
                        .name("flaghoist_edge_evaluations_unchanged")
                        .help("Requests for evaluations answered with 304, without evaluating")
                        .register(registry);
        failed =
                Counter.builder()
                        .name("flaghoist_edge_evaluations_failed")
                        .help("Flags that could not be evaluated and were left out, by reason")
                        .labelNames("reason")
                        .register(registry);
        inlined =
                Counter.builder()
                        .name("flaghoist_edge_evaluations_inlined")
                        .help("Evaluations in stream events: each saves its client a request")
                        .register(registry);
        found =
                Counter.builder()
                        .name("flaghoist_edge_targets_found")
                        .help("Targets of evaluations, by where they came from")
                        .labelNames("source")
                        .register(registry);
        headersIgnored =
                Counter.builder()
                        .name("flaghoist_edge_target_headers_ignored")
                        .help("Harness-Target headers that could not be read, by reason")
                        .labelNames("reason")
                        .register(registry);
        refused =
                Counter.builder()
                        .name("flaghoist_edge_targets_refused")
                        .help("Targets answered with 400, by the field that breaks the rule")
                        .labelNames("field")
                        .register(registry);
        attributesDropped =
                Counter.builder()
                        .name("flaghoist_edge_target_attributes_dropped")
                        .help("Attributes of targets that were beyond the limits, by reason")
                        .labelNames("reason")
                        .register(registry);
    }

    public void list() {
        lists.inc();
    }

    public void unchanged() {
        unchanged.inc();
    }

    public void failed(String reason) {
        failed.labelValues(reason).inc();
    }

    public void inlined(int evaluations) {
        inlined.inc(evaluations);
    }

    /**
     * It is known for whom to evaluate.
     *
     * @param source {@code header}, {@code token}, {@code stored} or {@code bare}
     */
    public void targetFound(String source) {
        found.labelValues(source).inc();
    }

    public void headerIgnored(String reason) {
        headersIgnored.labelValues(reason).inc();
    }

    /**
     * A target broke the rules.
     *
     * @param field {@code identifier} or {@code name}
     */
    public void targetRefused(String field) {
        refused.labelValues(field).inc();
    }

    /**
     * A target is evaluated without one of its attributes.
     *
     * @param reason {@code too_many} or {@code too_long}
     */
    public void attributeDropped(String reason) {
        attributesDropped.labelValues(reason).inc();
    }
}
