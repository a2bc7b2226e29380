package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target group as SaaS sends it (relay-protocol.md, F.3).
 *
 * @param rules OR of clauses, the old form
 * @param servingRules OR of rules, AND inside a rule
 * @param createdAt epoch milliseconds
 * @param modifiedAt epoch milliseconds
 * @param unknown fields that this model does not name, as they came
 */
public record Segment(
        @Nullable String identifier,
        @Nullable String name,
        @Nullable String environment,
        @Nullable List<JsonNode> tags,
        @Nullable List<Target> included,
        @Nullable List<Target> excluded,
        @Nullable List<Clause> rules,
        @Nullable List<GroupRule> servingRules,
        @Nullable Long createdAt,
        @Nullable Long modifiedAt,
        @Nullable Long version,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {

    public Segment {
        tags = Unknown.copyOf(tags);
        included = Unknown.copyOf(included);
        excluded = Unknown.copyOf(excluded);
        rules = Unknown.copyOf(rules);
        servingRules = Unknown.copyOf(servingRules, new GroupRule(null, null, null, null));
        unknown = Unknown.copyOf(unknown);
    }

    public record GroupRule(
            @Nullable String ruleId,
            @Nullable Long priority,
            @Nullable List<Clause> clauses,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, JsonNode> unknown) {
        public GroupRule {
            clauses = Unknown.copyOf(clauses, Clause.EMPTY);
            unknown = Unknown.copyOf(unknown);
        }
    }
}
