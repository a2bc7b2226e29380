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
 * Removes from documents what differs between any two environments: names of the environment,
 * versions, times, and the ids that SaaS gives to rules and conditions. Rules are then known by
 * their place among the others.
 */
final class Normalizer {
    private static final List<String> OF_DOCUMENTS =
            List.of("project", "environment", "version", "createdAt", "modifiedAt");
    private static final List<String> OF_TARGETS =
            List.of("account", "org", "project", "environment", "createdAt");

    private Normalizer() {}

    /** Empty for keys and for the environment's own record, which differ everywhere. */
    static Optional<CanonicalJson> normalized(Document document) {
        return switch (document) {
            case FlagDocument flag -> {
                ObjectNode tree = flag.body().tree();
                rules(tree, "rules");
                yield Optional.of(CanonicalJson.of(tree.remove(OF_DOCUMENTS)));
            }
            case SegmentDocument segment -> {
                ObjectNode tree = segment.body().tree();
                rules(tree, "servingRules");
                removeFromEach(tree.path("rules"), List.of("id"));
                removeFromEach(tree.path("included"), OF_TARGETS);
                removeFromEach(tree.path("excluded"), OF_TARGETS);
                yield Optional.of(CanonicalJson.of(tree.remove(OF_DOCUMENTS)));
            }
            case ApiKeyDocument _, EnvironmentDocument _ -> Optional.empty();
        };
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
            removeFromEach(rule.path("clauses"), List.of("id"));
            rules.add(rule);
        }
    }

    private static void removeFromEach(JsonNode elements, List<String> fields) {
        for (JsonNode element : elements) {
            if (element instanceof ObjectNode object) {
                object.remove(fields);
            }
        }
    }
}
