package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.shape.Refusals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a flag's configuration that is evaluated (relay-protocol.md, F.1 and F.2). Every
 * field may be absent; {@link io.flaghoist.schemas.shape.CanonicalShape} defines what SDKs must
 * find.
 *
 * @param feature the flag's identifier
 * @param refused {@link Refusals#FIELD}
 */
public record FeatureConfig(
        @Nullable String feature,
        @Nullable String state,
        @Nullable String kind,
        @Nullable List<Variation> variations,
        @Nullable String offVariation,
        @Nullable Serve defaultServe,
        @Nullable List<ServingRule> rules,
        @Nullable List<Prerequisite> prerequisites,
        @Nullable List<VariationMap> variationToTargetMap,
        @Nullable Long version,
        @JsonProperty(Refusals.FIELD) @Nullable JsonNode refused) {

    public FeatureConfig {
        variations = Lists.copyOf(variations);
        rules = Lists.copyOf(rules);
        prerequisites = Lists.copyOf(prerequisites, new Prerequisite(null, null, null));
        variationToTargetMap = Lists.copyOf(variationToTargetMap);
    }

    /**
     * One of the values that a flag can have.
     *
     * @param value always text, also for booleans, numbers and JSON
     */
    public record Variation(@Nullable String identifier, @Nullable String value) {}

    /** Either a variation or a distribution. */
    public record Serve(@Nullable String variation, @Nullable Distribution distribution) {}

    /** A percentage rollout. */
    public record Distribution(
            @Nullable String bucketBy, @Nullable List<WeightedVariation> variations) {
        public Distribution {
            variations = Lists.copyOf(variations, new WeightedVariation(null, null));
        }
    }

    /**
     * A variation's share of a rollout.
     *
     * @param weight percent
     */
    public record WeightedVariation(@Nullable String variation, @Nullable Long weight) {}

    public record ServingRule(
            @Nullable String ruleId,
            @Nullable Long priority,
            @Nullable List<Clause> clauses,
            @Nullable Serve serve) {
        public ServingRule {
            clauses = Lists.copyOf(clauses, Clause.EMPTY);
        }
    }

    /**
     * A condition on another flag.
     *
     * @param refused {@link Refusals#FIELD}
     */
    public record Prerequisite(
            @Nullable String feature,
            @Nullable List<String> variations,
            @JsonProperty(Refusals.FIELD) @Nullable JsonNode refused) {
        public Prerequisite {
            variations = Lists.copyOf(variations);
        }
    }

    public record VariationMap(
            @Nullable String variation,
            @Nullable List<TargetMap> targets,
            @Nullable List<String> targetSegments) {
        public VariationMap {
            targets = Lists.copyOf(targets);
            targetSegments = Lists.copyOf(targetSegments);
        }
    }

    public record TargetMap(@Nullable String identifier) {}
}
