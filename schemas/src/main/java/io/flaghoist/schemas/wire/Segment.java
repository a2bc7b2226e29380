package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.shape.Refusals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a target group that is evaluated (relay-protocol.md, F.3).
 *
 * @param rules OR of clauses, the old form
 * @param servingRules OR of rules, AND inside a rule
 * @param refused {@link Refusals#FIELD}
 */
public record Segment(
        @Nullable String identifier,
        @Nullable List<Target> included,
        @Nullable List<Target> excluded,
        @Nullable List<Clause> rules,
        @Nullable List<GroupRule> servingRules,
        @JsonProperty(Refusals.FIELD) @Nullable JsonNode refused) {

    public Segment {
        included = Lists.copyOf(included);
        excluded = Lists.copyOf(excluded);
        rules = Lists.copyOf(rules);
        servingRules = Lists.copyOf(servingRules, new GroupRule(null, null));
    }

    public record GroupRule(@Nullable Long priority, @Nullable List<Clause> clauses) {
        public GroupRule {
            clauses = Lists.copyOf(clauses, Clause.EMPTY);
        }
    }
}
