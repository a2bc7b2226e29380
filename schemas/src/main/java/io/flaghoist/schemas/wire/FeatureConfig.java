package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flag's configuration as SaaS sends it (relay-protocol.md, F.1 and F.2). Everything may be
 * absent here; what SDKs must find is the business of {@link
 * io.flaghoist.schemas.shape.CanonicalShape}.
 *
 * @param feature the flag's identifier
 * @param environment the environment's identifier, not its UUID
 * @param unknown fields that this model does not name, as they came
 */
public record FeatureConfig(
        @Nullable String project,
        @Nullable String environment,
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
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {

    public FeatureConfig {
        variations = Unknown.copyOf(variations);
        rules = Unknown.copyOf(rules);
        prerequisites = Unknown.copyOf(prerequisites, new Prerequisite(null, null, null));
        variationToTargetMap = Unknown.copyOf(variationToTargetMap);
        unknown = Unknown.copyOf(unknown);
    }

    /**
     * One of the values that a flag can have.
     *
     * @param value always text, also for booleans, numbers and JSON
     */
    public record Variation(
            @Nullable String identifier,
            @Nullable String value,
            @Nullable String name,
            @Nullable String description,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public Variation {
            unknown = Unknown.copyOf(unknown);
        }
    }

    /** Either a variation or a distribution. */
    public record Serve(
            @Nullable String variation,
            @Nullable Distribution distribution,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public Serve {
            unknown = Unknown.copyOf(unknown);
        }
    }

    /** A percentage rollout. */
    public record Distribution(
            @Nullable String bucketBy,
            @Nullable List<WeightedVariation> variations,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public Distribution {
            variations = Unknown.copyOf(variations, new WeightedVariation(null, null, null));
            unknown = Unknown.copyOf(unknown);
        }
    }

    /**
     * A variation's share of a rollout.
     *
     * @param weight percent
     */
    public record WeightedVariation(
            @Nullable String variation,
            @Nullable Long weight,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public WeightedVariation {
            unknown = Unknown.copyOf(unknown);
        }
    }

    public record ServingRule(
            @Nullable String ruleId,
            @Nullable Long priority,
            @Nullable List<Clause> clauses,
            @Nullable Serve serve,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public ServingRule {
            clauses = Unknown.copyOf(clauses, Clause.EMPTY);
            unknown = Unknown.copyOf(unknown);
        }
    }

    public record Prerequisite(
            @Nullable String feature,
            @Nullable List<String> variations,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public Prerequisite {
            variations = Unknown.copyOf(variations);
            unknown = Unknown.copyOf(unknown);
        }
    }

    public record VariationMap(
            @Nullable String variation,
            @Nullable List<TargetMap> targets,
            @Nullable List<String> targetSegments,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public VariationMap {
            targets = Unknown.copyOf(targets);
            targetSegments = Unknown.copyOf(targetSegments);
            unknown = Unknown.copyOf(unknown);
        }
    }

    public record TargetMap(
            @Nullable String identifier,
            @Nullable String name,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public TargetMap {
            unknown = Unknown.copyOf(unknown);
        }
    }
}
