package io.flaghoist.evaluation;

import io.flaghoist.schemas.wire.FeatureConfig.Serve;
import io.flaghoist.schemas.wire.FeatureConfig.ServingRule;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a flag, made ready.
 *
 * @param rollout what it serves by percentage; has precedence
 * @param variation what it serves otherwise, as configured; null for nothing
 * @param outcome what {@code variation} comes to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CompiledRule(
        String ruleId,
        long priority,
        CompiledClause[] clauses,
        @Nullable Rollout rollout,
        @Nullable String variation,
        @Nullable Evaluation outcome) {

    static CompiledRule of(ServingRule rule, Variations variations, Patterns patterns) {
        Serve serve = rule.serve();
        String variation = serve == null ? null : serve.variation();
        return new CompiledRule(
                Configs.text(rule.ruleId()),
                Configs.number(rule.priority()),
                CompiledClause.of(rule.clauses(), patterns),
                serve == null || serve.distribution() == null
                        ? null
                        : Rollout.of(serve.distribution(), variations),
                variation,
                variations.chosen(variation));
    }

    /** A rule that matches and serves nothing is passed over. */
    boolean serves() {
        return rollout != null || variation != null;
    }

    @Nullable Evaluation choose(EvaluationTarget target) {
        return rollout == null ? outcome : rollout.choose(target);
    }
}
