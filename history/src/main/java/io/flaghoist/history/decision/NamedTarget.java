package io.flaghoist.history.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.Target;
import java.util.ArrayList;
import java.util.List;

/** A target as a person gives it: its JSON as SDKs send it, or its identifier alone. */
public record NamedTarget(String identifier, EvaluationTarget target) {
    /** It is no target; the message says why. */
    public static final class NotATargetException extends Exception {
        private static final long serialVersionUID = 1L;

        NotATargetException(String message) {
            super(message);
        }
    }

    /** Reads one: a JSON object, or else an identifier as it stands. */
    public static NamedTarget read(String text) throws NotATargetException {
        return text.stripLeading().startsWith("{") ? of(json(text)) : bare(text);
    }

    /** Reads many: a JSON array, or one a line. Blank lines count for nothing. */
    public static List<NamedTarget> readAll(String text) throws NotATargetException {
        var targets = new ArrayList<NamedTarget>();
        if (text.stripLeading().startsWith("[")) {
            for (JsonNode element : json(text)) {
                targets.add(element.isTextual() ? bare(element.textValue()) : of(element));
            }
            return targets;
        }
        for (String line : text.lines().map(String::strip).filter(it -> !it.isEmpty()).toList()) {
            targets.add(read(line));
        }
        return targets;
    }

    private static NamedTarget bare(String identifier) {
        return new NamedTarget(identifier, EvaluationTarget.bare(identifier));
    }

    private static NamedTarget of(JsonNode json) throws NotATargetException {
        if (!(json instanceof ObjectNode) || !json.path("identifier").isTextual()) {
            throw new NotATargetException(
                    "A target is a JSON object with an identifier that is text: {\"identifier\":\"ann\",\"attributes\":{\"plan\":\"pro\"}}.");
        }
        try {
            Target target = Json.bind(json, Target.class);
            return new NamedTarget(json.path("identifier").asText(), EvaluationTarget.of(target));
        } catch (JsonProcessingException e) {
            throw new NotATargetException(
                    "A target's name is text and its attributes are a JSON object: "
                            + e.getOriginalMessage());
        }
    }

    private static JsonNode json(String text) throws NotATargetException {
        try {
            return Json.read(text);
        } catch (JsonProcessingException e) {
            throw new NotATargetException("The target is not JSON: " + e.getOriginalMessage());
        }
    }
}
