package io.flaghoist.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The same environment with every list in another order whose order means nothing: flags, groups,
 * who is included, excluded or targeted, what a prerequisite accepts, variations, rules (they have
 * priorities), clauses, and the values of {@code in}.
 */
final class Shuffle {
    private static final Set<String> FREE =
            Set.of("included", "excluded", "targets", "rules", "servingRules", "clauses");

    private final Random dice;

    private Shuffle(Random dice) {
        this.dice = dice;
    }

    static Sample of(Sample sample, Random dice) {
        var shuffle = new Shuffle(dice);
        return new Sample(shuffle.documents(sample.flags()), shuffle.documents(sample.segments()));
    }

    private List<ObjectNode> documents(List<ObjectNode> documents) {
        var copies = new ArrayList<>(documents.stream().map(ObjectNode::deepCopy).toList());
        Collections.shuffle(copies, dice);
        copies.forEach(this::lists);
        copies.forEach(copy -> shuffle(copy.path("variations")));
        copies.forEach(copy ->
                copy.path("prerequisites")
                        .forEach(prerequisite -> shuffle(prerequisite.path("variations"))));
        return copies;
    }

    private void lists(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (FREE.contains(field.getKey())) {
                shuffle(field.getValue());
            }
        }
        if (node.path("op").asText().equals("in")) {
            shuffle(node.path("values"));
        }
        node.forEach(this::lists);
    }

    private void shuffle(JsonNode list) {
        if (list instanceof ArrayNode array) {
            var elements = new ArrayList<JsonNode>();
            array.forEach(elements::add);
            Collections.shuffle(elements, dice);
            array.removeAll().addAll(elements);
        }
    }
}
