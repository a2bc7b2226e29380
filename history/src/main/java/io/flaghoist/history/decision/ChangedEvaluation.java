package io.flaghoist.history.decision;

import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.evaluation.Evaluator;
import java.util.Collection;
import java.util.function.Consumer;

/** A flag whose evaluation for a target has changed. */
public record ChangedEvaluation(String target, String flag, Evaluation before, Evaluation after) {
    /** Passes on every evaluation that differs between {@code before} and {@code after}. */
    public static void find(
            Evaluator before,
            Evaluator after,
            Collection<String> flags,
            Collection<NamedTarget> targets,
            Consumer<ChangedEvaluation> turned) {
        for (NamedTarget target : targets) {
            for (String flag : flags) {
                Evaluation was = before.evaluate(flag, target.target());
                Evaluation is = after.evaluate(flag, target.target());
                if (!was.equals(is)) {
                    turned.accept(new ChangedEvaluation(target.identifier(), flag, was, is));
                }
            }
        }
    }
}
