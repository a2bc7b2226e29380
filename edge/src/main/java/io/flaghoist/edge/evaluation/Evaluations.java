package io.flaghoist.edge.evaluation;

import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.evaluation.Served;
import io.flaghoist.schemas.EnvironmentId;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluations as bytes for client SDKs, assembled from parts encoded once per variation.
 * Thread-safe, lock-free.
 */
public final class Evaluations {
    private static final byte[] EMPTY = {'[', ']'};

    private final JsonValues form;
    private final FailingFlags failing;
    private final EvaluationMeters meters;

    public Evaluations(JsonValues form, FailingFlags failing, EvaluationMeters meters) {
        this.form = form;
        this.failing = failing;
        this.meters = meters;
    }

    /**
     * The entity tag of the response for {@code target} at the evaluator's revision, the same on
     * every edge. Must change with the encoding.
     */
    public String etag(Evaluator evaluator, EvaluationTarget target) {
        return '"'
                + Long.toHexString(evaluator.revision())
                + '-'
                + target.digest()
                + (form == JsonValues.ENCODED ? "-e\"" : "-v\"");
    }

    /** All flags for {@code target}, by identifier; failed ones are omitted and recorded. */
    public byte[] all(EnvironmentId environment, Evaluator evaluator, EvaluationTarget target) {
        meters.list();
        var served = new ArrayList<byte[]>(evaluator.flagCount());
        evaluator.evaluateAll(
                target,
                evaluation -> {
                    switch (evaluation) {
                        case Served variation -> served.add(variation.wire(form));
                        case Evaluation.Failed failed -> failing.note(environment, failed);
                    }
                });
        return array(served);
    }

    /** One evaluation as bytes. */
    public byte[] one(Served served) {
        return served.wire(form);
    }

    /** Records that a flag could not be evaluated. */
    public void failed(EnvironmentId environment, Evaluation.Failed failed) {
        failing.note(environment, failed);
    }

    /** The JSON array of evaluations. */
    public static byte[] array(List<byte[]> evaluations) {
        if (evaluations.isEmpty()) {
            return EMPTY.clone();
        }
        int size = evaluations.size() + 1;
        for (byte[] evaluation : evaluations) {
            size += evaluation.length;
        }
        var array = new byte[size];
        int end = 0;
        for (byte[] evaluation : evaluations) {
            array[end] = (byte) (end == 0 ? '[' : ',');
            System.arraycopy(evaluation, 0, array, end + 1, evaluation.length);
            end += evaluation.length + 1;
        }
        array[end] = ']';
        return array;
    }
}
