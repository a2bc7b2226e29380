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

    void tell(ComparedNode segment) {
        members(segment.field("included"), "included");
        members(segment.field("excluded"), "excluded");
        new Rules(findings, Rules.Of.GROUP).tell(segment.field("servingRules"), "servingRules");
        if (!rulesFollow(segment)) {
            new Clauses(findings).tell(segment.field("rules"), "for older SDKs: ");
        }
        findings.named(segment.field("name"), "", "name");
        findings.named(segment.field("description"), "", "description");
        tags(segment.field("tags"));
        findings.rest(segment, "", KNOWN);
        time(segment.field("createdAt"), "created at");
        time(segment.field("modifiedAt"), "modified at");
    }

    private void members(ComparedNode list, String how) {
        new Members(findings)
                .targets(
                        list,
                        "",
                        how,
                        came -> "+ " + Words.names(came) + " " + how,
                        went -> "- " + Words.names(went) + " no longer " + how);
    }

    private void tags(ComparedNode tags) {
        new Members(findings)
                .targets(
                        tags,
                        "",
                        "tags",
                        came -> (came.size() == 1 ? "tag + " : "tags + ") + Words.names(came),
                        went -> (went.size() == 1 ? "tag - " : "tags - ") + Words.names(went));
    }

    /**
     * Whether the old form of the rules says no more than the new one, in both versions: then it is
     * enough to tell the new one.
     */
    private static boolean rulesFollow(ComparedNode segment) {
        return !segment.field("servingRules").same()
                && follows(segment.before())
                && follows(segment.after());
    }

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
        if (time.before() != null
                && time.after() != null
                && !time.same()
                && time.are(JsonNode::isLong)) {
            try {
                findings.add(
                        time,
                        label
                                + " "
                                + Instant.ofEpochMilli(time.before().longValue())
                                + " → "
                                + Instant.ofEpochMilli(time.after().longValue()));
                return;
            } catch (DateTimeException _) {
                // A number beyond any calendar is told as a number.
            }
        }
        findings.named(time, "", label);
    }
}
