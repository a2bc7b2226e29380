package io.flaghoist.evaluation;

import io.flaghoist.schemas.shape.Ranges;
import io.flaghoist.schemas.wire.FeatureConfig.Distribution;
import io.flaghoist.schemas.wire.FeatureConfig.WeightedVariation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compiled percentage rollout (evaluation.md, 2.6). Immutable. */
final class Rollout {
    private final String bucketBy;
    private final String[] variations;
    private final @Nullable Evaluation[] outcomes;
    private final long[] boundaries;

    private Rollout(
            String bucketBy,
            String[] variations,
            @Nullable Evaluation[] outcomes,
            long[] boundaries) {
        this.bucketBy = bucketBy;
        this.variations = variations;
        this.outcomes = outcomes;
        this.boundaries = boundaries;
    }

    static Rollout of(Distribution distribution, Variations of) {
        List<WeightedVariation> weighted = Configs.list(distribution.variations());
        var variations = new String[weighted.size()];
        var outcomes = new @Nullable Evaluation[weighted.size()];
        var weights = new long[weighted.size()];
        for (int i = 0; i < weighted.size(); i++) {
            weights[i] = Configs.number(weighted.get(i).weight());
            variations[i] = Configs.text(weighted.get(i).variation());
            outcomes[i] = of.chosen(variations[i]);
        }
        return new Rollout(
                Configs.text(distribution.bucketBy()),
                variations,
                outcomes,
                Ranges.totals(weights));
    }

    /** The target's variation; null if none. */
    @Nullable Evaluation choose(@Nullable EvaluationTarget target) {
        int share = share(target);
        return share < 0 ? null : outcomes[share];
    }

    /**
     * The index of the target's share; the last one if the shares do not cover its bucket or it has
     * none. Negative without shares.
     */
    int share(@Nullable EvaluationTarget target) {
        int bucket = bucket(target);
        if (bucket > 0) {
            for (int i = 0; i < boundaries.length; i++) {
                if (bucket <= boundaries[i]) {
                    return i;
                }
            }
        }
        return boundaries.length - 1;
    }

    /** The target's bucket, 1 to 100; 0 without a value to hash. */
    int bucket(@Nullable EvaluationTarget target) {
        if (target == null) {
            return 0;
        }
        String attribute = attribute(target);
        String value = target.text(attribute);
        return value.isEmpty() ? 0 : Buckets.bucket(attribute, value);
    }

    /** The attribute to hash: the identifier if the configured one is empty. */
    String attribute(EvaluationTarget target) {
        return target.text(bucketBy).isEmpty() ? EvaluationTarget.IDENTIFIER : bucketBy;
    }

    String bucketBy() {
        return bucketBy;
    }

    /** The variation of each share. */
    List<String> variations() {
        return List.of(variations);
    }

    /** The last bucket of each share. */
    long[] boundaries() {
        return boundaries.clone();
    }
}
