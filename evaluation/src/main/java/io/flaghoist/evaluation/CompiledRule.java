package io.flaghoist.evaluation;

import io.flaghoist.schemas.wire.FeatureConfig.Serve;
import io.flaghoist.schemas.wire.FeatureConfig.ServingRule;
import org.jspecify.annotations.Nullable;

/**
 * A compiled rule of a flag.
 *
 * @param rollout its percentage rollout; takes precedence
 * @param variation the configured variation; null if none
 * @param outcome the result for {@code variation}
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

    /** A rule that matches but serves nothing is skipped. */
    boolean serves() {
        return rollout != null || variation != null;
    }

    @Nullable Evaluation choose(EvaluationTarget target) {
        return rollout == null ? outcome : rollout.choose(target);
    }
}
