package io.flaghoist.console.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.evaluation.Explanation;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.evaluation.Served;
import io.flaghoist.history.decision.ChangedEvaluation;
import io.flaghoist.history.decision.ExplanationText;
import io.flaghoist.history.decision.NamedTarget;
import io.flaghoist.history.past.PastState;
import io.flaghoist.schemas.json.Json;
import java.util.stream.Collectors;

/** Evaluations as text and as JSON: the fields of an edge's answer, with their context. */
record EvaluationRows(Output out, JsonValues form) {

    void print(PastState state, NamedTarget target, Evaluation evaluation) {
        out.print(
                () -> head(state, target.identifier(), evaluation),
                () -> json(state, target.identifier(), evaluation));
    }

    void print(PastState state, NamedTarget target, Explanation explanation) {
        out.print(
                () ->
                        head(state, target.identifier(), explanation.result())
                                + ExplanationText.of(explanation).stream()
                                        .map(line -> System.lineSeparator() + "        " + line)
                                        .collect(Collectors.joining()),
                () -> {
                    ObjectNode json = json(state, target.identifier(), explanation.result());
                    json.set("explanation", Json.tree(explanation));
                    return json;
                });
    }

    void turned(PastState before, PastState after, ChangedEvaluation turned) {
        out.print(
                () ->
                        "%s for %s: %s → %s"
                                .formatted(
                                        turned.flag(),
                                        turned.target(),
                                        words(turned.before()),
                                        words(turned.after())),
                () -> {
                    ObjectNode json =
                            Json.object().put("target", turned.target()).put("flag", turned.flag());
                    put(
                            json.putObject("before").put("revision", revision(before)),
                            turned.before());
                    put(json.putObject("after").put("revision", revision(after)), turned.after());
                    return json;
                });
    }

    private static String head(PastState state, String target, Evaluation evaluation) {
        return "%s for %s at revision %d: %s"
                .formatted(evaluation.flag(), target, revision(state), words(evaluation));
    }

    private static String words(Evaluation evaluation) {
        return switch (evaluation) {
            case Served served ->
                    served.identifier().equals(served.value())
                            ? "`" + served.value() + "`"
                            : "`%s` (%s)".formatted(served.identifier(), served.value());
            case Evaluation.Failed(_, var reason) -> "the default in the code: " + reason.message();
        };
    }

    private ObjectNode json(PastState state, String target, Evaluation evaluation) {
        ObjectNode json =
                Json.object()
                        .put("environment", state.environment().value())
                        .put("revision", revision(state))
                        .put("target", target);
        return put(json, evaluation);
    }

    private ObjectNode put(ObjectNode json, Evaluation evaluation) {
        return switch (evaluation) {
            case Served served -> json.setAll(wire(served));
            case Evaluation.Failed(var flag, var reason) ->
                    json.put("flag", flag).put("failed", reason.message());
        };
    }

    /** Exactly what the edge sends to client SDKs. */
    private ObjectNode wire(Served served) {
        try {
            return (ObjectNode) Json.read(served.wire(form));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an evaluation of our own cannot be read", e);
        }
    }

    private static long revision(PastState state) {
        return state.position().revision();
    }
}
