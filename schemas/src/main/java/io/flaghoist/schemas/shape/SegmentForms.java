package io.flaghoist.schemas.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The two forms of a segment's rules. For {@code rules=v2} SaaS returns {@code servingRules} (OR of
 * rules, AND inside a rule) and for any other request {@code rules} (OR of clauses); the log
 * contains both (relay-protocol.md, A.4).
 */
public final class SegmentForms {
    private SegmentForms() {}

    /**
     * One segment with both forms.
     *
     * @param plain SaaS's response without {@code rules=v2}, if known
     * @param v2 SaaS's response with {@code rules=v2}
     */
    public static ObjectNode join(Optional<ObjectNode> plain, ObjectNode v2) {
        ObjectNode joined = v2.deepCopy();
        ArrayNode rules = array(plain.map(form -> form.path("rules")).orElse(v2.path("rules")));
        ArrayNode servingRules = array(v2.path("servingRules"));
        boolean plainIsKnown = plain.isPresent() || v2.path("rules").isArray();
        if (!plainIsKnown) {
            rules = clausesOfSingleClauseRules(servingRules);
        } else if (!v2.path("servingRules").isArray()) {
            servingRules = oneRulePerClause(rules);
        }
        joined.set("rules", rules);
        joined.set("servingRules", servingRules);
        return joined;
    }

    /** Rules with several clauses are dropped: their first clause alone would widen the group. */
    private static ArrayNode clausesOfSingleClauseRules(ArrayNode servingRules) {
        ArrayNode clauses = JsonNodeFactory.instance.arrayNode();
        for (JsonNode rule : servingRules) {
            if (rule.path("clauses").size() == 1) {
                clauses.add(rule.path("clauses").get(0));
            }
        }
        return clauses;
    }

    private static ArrayNode oneRulePerClause(ArrayNode clauses) {
        ArrayNode servingRules = JsonNodeFactory.instance.arrayNode();
        for (JsonNode clause : clauses) {
            if (clause.isNull()) {
                continue;
            }
            ObjectNode rule = servingRules.addObject();
            rule.put("ruleId", clause.path("id").asText(""));
            rule.put("priority", servingRules.size());
            rule.putArray("clauses").add(clause);
        }
        return servingRules;
    }

    private static ArrayNode array(JsonNode value) {
        return value instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
    }
}
