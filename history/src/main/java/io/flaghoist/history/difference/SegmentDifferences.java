package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two versions of a target group. */
record SegmentDifferences(DifferenceCollector findings) {
    private static final Set<String> KNOWN =
            Set.of(
                    "included",
                    "excluded",
                    "servingRules",
                    "rules",
                    "name",
                    "description",
                    "tags",
                    "createdAt",
                    "modifiedAt",
                    "version");

    void describe(ComparedNode segment) {
        members(segment, "included");
        members(segment, "excluded");
        ComparedNode rules = segment.field("servingRules");
        new RuleDifferences(findings, false).describe(rules, "servingRules");
        if (rules.same() || !follows(segment.before()) || !follows(segment.after())) {
            new ClauseDifferences(findings).describe(segment.field("rules"), "for older SDKs: ");
        }
        findings.named(segment.field("name"), "", "name");
        findings.named(segment.field("description"), "", "description");
        findings.members(
                segment.field("tags"),
                "",
                "tags",
                Matching.Key.field("identifier"),
                came -> (came.size() == 1 ? "tag + " : "tags + ") + Texts.names(came),
                went -> (went.size() == 1 ? "tag - " : "tags - ") + Texts.names(went));
        findings.rest(segment, "", KNOWN);
        time(segment.field("createdAt"), "created at");
        time(segment.field("modifiedAt"), "modified at");
    }

    private void members(ComparedNode segment, String field) {
        findings.members(
                segment.field(field),
                "",
                field,
                Matching.Key.field("identifier"),
                came -> "+ " + Texts.names(came) + " " + field,
                went -> "- " + Texts.names(went) + " no longer " + field);
    }

    /** Whether the old form of the rules, for older SDKs, says no more than the new one. */
    private static boolean follows(@Nullable JsonNode segment) {
        if (segment == null) {
            return false;
        }
        ArrayNode clauses = JsonNodeFactory.instance.arrayNode();
        for (JsonNode rule : segment.path("servingRules")) {
            if (rule.path("clauses").size() == 1) {
                clauses.add(rule.path("clauses").path(0));
            }
        }
        return clauses.equals(segment.path("rules"));
    }

    private void time(ComparedNode time, String label) {
        JsonNode before = time.before();
        if (before != null && !time.same() && time.are(JsonNode::isLong)) {
            try {
                Instant was = Instant.ofEpochMilli(before.longValue());
                Instant is = Instant.ofEpochMilli(time.either().longValue());
                findings.add(time, label + " " + was + " → " + is);
                return;
            } catch (DateTimeException _) {
                // A number beyond any calendar is listed as a number.
            }
        }
        findings.named(time, "", label);
    }
}
