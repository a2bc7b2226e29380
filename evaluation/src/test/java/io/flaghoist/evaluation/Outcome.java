package io.flaghoist.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An evaluation in one line of text, so that any two can be compared and a failure be read. */
final class Outcome {
    private Outcome() {}

    /** {@code variation (kind) = value}, or the reason of a failure. */
    static String of(Evaluation evaluation) {
        return switch (evaluation) {
            case Served served ->
                    served.identifier() + " (" + served.kind() + ") = " + served.value();
            case Evaluation.Failed failed -> failed.reason().name();
        };
    }

    /** Of every flag, in the order in which they were told. */
    static Map<String, String> ofAll(Evaluator evaluator, @Nullable EvaluationTarget target) {
        var outcomes = new LinkedHashMap<String, String>();
        evaluator.evaluateAll(target, one -> outcomes.put(one.flag(), of(one)));
        return outcomes;
    }

    /** The flags in the order in which they were told, with repetitions. */
    static List<String> flagsOf(Evaluator evaluator, @Nullable EvaluationTarget target) {
        var flags = new ArrayList<String>();
        evaluator.evaluateAll(target, one -> flags.add(one.flag()));
        return flags;
    }
}
