package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.json.CanonicalJson;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Documents without what differs between any two environments: names of the environment, versions,
 * times, and the ids that SaaS gives to rules and conditions. Rules are left known by their place
 * among the others.
 */
final class Neutral {
    private static final List<String> OF_DOCUMENTS =
            List.of("project", "environment", "version", "createdAt", "modifiedAt");
    private static final List<String> OF_TARGETS =
            List.of("account", "org", "project", "environment", "createdAt");

    private Neutral() {}

    /** Empty for keys and for the environment's own record, which are nowhere the same. */
    static Optional<CanonicalJson> of(Document document) {
        return switch (document) {
            case FlagDocument flag -> Optional.of(flag(flag.body().tree()));
            case SegmentDocument segment -> Optional.of(segment(segment.body().tree()));
            case ApiKeyDocument _, EnvironmentDocument _ -> Optional.empty();
        };
    }

    private static CanonicalJson flag(ObjectNode flag) {
        flag.remove(OF_DOCUMENTS);
        rules(flag, "rules");
        return CanonicalJson.of(flag);
    }

    private static CanonicalJson segment(ObjectNode segment) {
        segment.remove(OF_DOCUMENTS);
        rules(segment, "servingRules");
        segment.path("rules").forEach(Neutral::clause);
        segment.path("included").forEach(Neutral::target);
        segment.path("excluded").forEach(Neutral::target);
        return CanonicalJson.of(segment);
    }

    private static void rules(ObjectNode document, String field) {
        List<JsonNode> inOrder =
                document.path(field)
                        .valueStream()
                        .sorted(Comparator.comparingLong(rule -> rule.path("priority").asLong(0)))
                        .toList();
        ArrayNode rules = document.putArray(field);
        for (JsonNode rule : inOrder) {
            if (rule instanceof ObjectNode object) {
                object.put("ruleId", "").put("priority", rules.size() + 1);
            }
            rule.path("clauses").forEach(Neutral::clause);
            rules.add(rule);
        }
    }

    private static void clause(JsonNode clause) {
        if (clause instanceof ObjectNode object) {
            object.remove("id");
        }
    }

    private static void target(JsonNode target) {
        if (target instanceof ObjectNode object) {
            object.remove(OF_TARGETS);
        }
    }
}
