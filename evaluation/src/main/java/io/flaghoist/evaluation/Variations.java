package io.flaghoist.evaluation;

import io.flaghoist.schemas.wire.FeatureConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variations of a flag by identifier: what a choice comes to. Immutable. */
final class Variations {
    private final String flag;
    private final Map<String, Served> byIdentifier;

    private Variations(String flag, Map<String, Served> byIdentifier) {
        this.flag = flag;
        this.byIdentifier = byIdentifier;
    }

    /** Of duplicate identifiers the first counts. */
    static Variations of(FeatureConfig flag) {
        List<FeatureConfig.Variation> variations = Configs.list(flag.variations());
        String feature = Configs.text(flag.feature());
        Map<String, Served> byIdentifier = HashMap.newHashMap(variations.size());
        for (FeatureConfig.Variation variation : variations) {
            String identifier = Configs.text(variation.identifier());
            byIdentifier.putIfAbsent(
                    identifier,
                    new Served(
                            feature,
                            Configs.text(flag.kind()),
                            identifier,
                            Configs.text(variation.value())));
        }
        return new Variations(feature, byIdentifier);
    }

    /** The variation with that identifier, or that there is none. */
    Evaluation named(String identifier) {
        Served served = byIdentifier.get(identifier);
        return served == null
                ? new Evaluation.Failed(flag, Evaluation.Reason.UNKNOWN_VARIATION)
                : served;
    }

    /** What a step of the evaluation has chosen; null when it names nothing: the next step then. */
    @Nullable Evaluation chosen(@Nullable String identifier) {
        return identifier == null || identifier.isEmpty() ? null : named(identifier);
    }
}
