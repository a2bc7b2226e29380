package io.flaghoist.edge.metrics;

import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.Counter;

/** Evaluations, and the targets that they are for. Thread-safe. */
public final class EvaluationMeters {
    private final Counter lists;
    private final Counter unchanged;
    private final Counter failed;
    private final Counter inlined;
    private final Counter found;
    private final Counter headersIgnored;
    private final Counter refused;
    private final Counter attributesDropped;

    EvaluationMeters(Meters meters) {
        lists =
                meters.counter(
                        "flaghoist_edge_evaluation_lists", "Evaluations of all flags for a target");
        unchanged =
                meters.counter(
                        "flaghoist_edge_evaluations_unchanged",
                        "Evaluation requests answered with 304, without evaluating");
        failed =
                meters.counter(
                        "flaghoist_edge_evaluations_failed",
                        "Flags left out because they could not be evaluated, by reason",
                        "reason",
                        "nothing_chosen",
                        "unknown_variation",
                        "unreadable",
                        "refused");
        inlined =
                meters.counter(
                        "flaghoist_edge_evaluations_inlined",
                        "Evaluations sent in stream events; each saves the client a request");
        found =
                meters.counter(
                        "flaghoist_edge_targets_found",
                        "Targets of evaluations, by source",
                        "source",
                        "header",
                        "token",
                        "stored",
                        "bare");
        headersIgnored =
                meters.counter(
                        "flaghoist_edge_target_headers_ignored",
                        "Harness-Target headers that could not be read, by reason",
                        "reason",
                        "too_long",
                        "not_base64",
                        "not_json",
                        "beyond_bounds",
                        "not_a_target");
        refused =
                meters.counter(
                        "flaghoist_edge_targets_refused",
                        "Targets answered with 400, by the invalid field",
                        "field",
                        "identifier",
                        "name");
        attributesDropped =
                meters.counter(
                        "flaghoist_edge_target_attributes_dropped",
                        "Target attributes dropped because of a limit, by reason",
                        "reason",
                        "too_many",
                        "too_long");
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
     * Counts where the target of an evaluation came from.
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
     * Counts an invalid target.
     *
     * @param field {@code identifier} or {@code name}
     */
    public void targetRefused(String field) {
        refused.labelValues(field).inc();
    }

    /**
     * Counts an attribute that evaluations ignore.
     *
     * @param reason {@code too_many} or {@code too_long}
     */
    public void attributeDropped(String reason) {
        attributesDropped.labelValues(reason).inc();
    }
}
