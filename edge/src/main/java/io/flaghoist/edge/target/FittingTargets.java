package io.flaghoist.edge.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.schemas.shape.Texts;
import io.flaghoist.schemas.wire.Target;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits a target's attributes; the excess is dropped, counted, and logged once. The limits are
 * beyond what applications send: a single attribute must not prevent evaluations. Thread-safe.
 */
final class FittingTargets {
    private static final Logger LOG = LoggerFactory.getLogger(FittingTargets.class);

    /** Maximum number, in the order in which they were sent. */
    static final int MAX_ATTRIBUTES = 2000;

    /** Maximum length of an attribute, in characters; of its JSON if it is not text. */
    static final int MAX_LENGTH = 64 * 1024;

    private enum Surplus {
        TOO_MANY,
        TOO_LONG
    }

    private final EvaluationMeters meters;
    private final Set<Surplus> logged = EnumSet.noneOf(Surplus.class);

    FittingTargets(EvaluationMeters meters) {
        this.meters = meters;
    }

    /** {@code target} with the attributes within the limits, as well-formed text. */
    Target of(Target target) {
        Map<String, JsonNode> attributes = target.attributes();
        return attributes == null
                ? target
                : new Target(
                        target.identifier(),
                        target.name(),
                        target.anonymous(),
                        fitting(attributes));
    }

    private Map<String, JsonNode> fitting(Map<String, JsonNode> attributes) {
        var fitting = new LinkedHashMap<String, JsonNode>();
        attributes.forEach((name, value) -> {
            if (fitting.size() >= MAX_ATTRIBUTES) {
                dropped(Surplus.TOO_MANY);
            } else if (isTooLong(value)) {
                dropped(Surplus.TOO_LONG);
            } else {
                fitting.put(Texts.wellFormed(name), wellFormed(value));
            }
        });
        return fitting;
    }

    private void dropped(Surplus surplus) {
        meters.attributeDropped(surplus.name().toLowerCase(Locale.ROOT));
        boolean isNews;
        synchronized (logged) {
            isNews = logged.add(surplus);
        }
        if (isNews) {
            LOG.warn(
                    "A target has {}: its flags are evaluated without the excess. This is logged once; how"
                            + " often it happens is in flaghoist_edge_target_attributes_dropped_total. Check what"
                            + " applications put into their targets.",
                    switch (surplus) {
                        case TOO_MANY -> "more than " + MAX_ATTRIBUTES + " attributes";
                        case TOO_LONG -> "an attribute of more than " + MAX_LENGTH + " characters";
                    });
        }
    }

    private static boolean isTooLong(@Nullable JsonNode value) {
        return value != null
                && (value.isTextual() ? value.textValue() : value.toString()).length() > MAX_LENGTH;
    }

    /** An unpaired surrogate becomes the replacement character, as in the reference evaluator. */
    private static JsonNode wellFormed(JsonNode value) {
        if (value.isTextual()) {
            String text = Texts.wellFormed(value.textValue());
            return text.equals(value.textValue()) ? value : TextNode.valueOf(text);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> copy.add(wellFormed(element)));
            return copy;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(field ->
                            copy.set(
                                    Texts.wellFormed(field.getKey()),
                                    wellFormed(field.getValue())));
            return copy;
        }
        return value;
    }
}
