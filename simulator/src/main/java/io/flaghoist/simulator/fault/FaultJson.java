package io.flaghoist.simulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SdkKeys;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Faults as the control API spells them; the format is described in the module's README. */
public final class FaultJson {
    private static final Set<String> FIELDS =
            Set.of("id", "match", "action", "times", "probability", "seed");
    private static final Set<String> MATCH_FIELDS =
            Set.of("method", "path", "pathPattern", "environment", "sdkKey");

    private FaultJson() {}

    /**
     * Reads one fault.
     *
     * @throws RefusedException 400 saying which field is wrong
     */
    public static Fault read(JsonNode node) {
        var json = Json.asObject(node, "fault");
        known(json, FIELDS, "fault");
        var times = json.path("times");
        return new Fault(
                text(json, "id", "fault"),
                match(json.path("match")),
                action(Json.asObject(json.path("action"), "action")),
                times.isMissingNode()
                        ? OptionalInt.empty()
                        : OptionalInt.of(number(json, "times", "fault")),
                json.path("probability").asDouble(1),
                json.path("seed").asLong(0));
    }

    private static FaultMatch match(JsonNode node) {
        if (node.isMissingNode()) {
            return FaultMatch.everything();
        }
        var json = Json.asObject(node, "match");
        known(json, MATCH_FIELDS, "match");
        return new FaultMatch(
                text(json, "method", "match").map(it -> it.toUpperCase(Locale.ROOT)),
                text(json, "path", "match"),
                text(json, "pathPattern", "match").map(FaultJson::pattern),
                text(json, "environment", "match"),
                text(json, "sdkKey", "match").map(SdkKeys::sha256));
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw RefusedException.invalid("match.pathPattern: " + e.getDescription());
        }
    }

    private static FaultAction action(ObjectNode json) {
        var type = text(json, "type", "action").orElse("absent");
        known(
                json,
                switch (type) {
                    case "status" -> Set.of("type", "code", "retryAfter", "body");
                    case "delay" -> Set.of("type", "ms");
                    case "stale" -> Set.of("type", "changes", "ms");
                    case "partial" -> Set.of("type", "keep");
                    default -> Set.of("type");
                },
                "action");
        return switch (type) {
            case "status" -> status(json);
            case "delay" -> new FaultAction.Delay(Duration.ofMillis(number(json, "ms", "action")));
            case "hang" -> new FaultAction.Hang();
            case "reset" -> new FaultAction.Reset();
            case "garbage" -> new FaultAction.Garbage();
            case "stale" ->
                    json.has("changes")
                            ? new FaultAction.StaleByChanges(number(json, "changes", "action"))
                            : new FaultAction.StaleByAge(
                                    Duration.ofMillis(number(json, "ms", "action")));
            case "empty" -> new FaultAction.Empty();
            case "partial" -> new FaultAction.Partial(number(json, "keep", "action"));
            case "mute" -> new FaultAction.Mute();
            case "cut" -> new FaultAction.Cut();
            case "end" -> new FaultAction.End();
            default ->
                    throw RefusedException.invalid(
                            "action.type is "
                                    + type
                                    + "; it must be one of status, delay, hang, reset, garbage,"
                                    + " stale, empty, partial, mute, cut, end");
        };
    }

    private static FaultAction status(ObjectNode json) {
        var code = number(json, "code", "action");
        if (code < 200 || code > 599) {
            throw RefusedException.invalid("action.code must be 200 to 599");
        }
        return new FaultAction.Status(
                code,
                json.has("retryAfter")
                        ? OptionalInt.of(number(json, "retryAfter", "action"))
                        : OptionalInt.empty(),
                text(json, "body", "action"));
    }

    private static void known(ObjectNode json, Set<String> fields, String where) {
        json.fieldNames()
                .forEachRemaining(field -> {
                    if (!fields.contains(field)) {
                        throw RefusedException.invalid(
                                where
                                        + " has an unknown field '"
                                        + field
                                        + "'; known: "
                                        + fields.stream().sorted().toList());
                    }
                });
    }

    private static Optional<String> text(ObjectNode json, String field, String where) {
        var value = json.path(field);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw RefusedException.invalid(where + "." + field + " must be a string");
        }
        return Optional.ofNullable(value.textValue());
    }

    private static int number(ObjectNode json, String field, String where) {
        var value = json.path(field);
        if (!value.isInt() || value.intValue() < 0) {
            throw RefusedException.invalid(
                    where + "." + field + " must be a whole number of 0 or more");
        }
        return value.intValue();
    }

    /** As {@link #read}, with the counters; SDK keys only as SHA-256. */
    public static ObjectNode write(ActiveFault active) {
        var fault = active.fault();
        var json = Json.object().put("id", active.id());
        var match = json.putObject("match");
        fault.match().method().ifPresent(it -> match.put("method", it));
        fault.match().pathPrefix().ifPresent(it -> match.put("path", it));
        fault.match().pathPattern().ifPresent(it -> match.put("pathPattern", it.pattern()));
        fault.match().environment().ifPresent(it -> match.put("environment", it));
        fault.match().sdkKeySha256().ifPresent(it -> match.put("sdkKeySha256", it));
        write(fault.action(), json.putObject("action"));
        json.put("probability", fault.probability()).put("seed", fault.seed());
        active.remaining().ifPresent(it -> json.put("remaining", it));
        return json.put("hits", active.hits());
    }

    private static void write(FaultAction action, ObjectNode json) {
        switch (action) {
            case FaultAction.Status(var code, var retryAfter, var body) -> {
                json.put("type", "status").put("code", code);
                retryAfter.ifPresent(it -> json.put("retryAfter", it));
                body.ifPresent(it -> json.put("body", it));
            }
            case FaultAction.Delay(var delay) ->
                    json.put("type", "delay").put("ms", delay.toMillis());
            case FaultAction.Hang() -> json.put("type", "hang");
            case FaultAction.Reset() -> json.put("type", "reset");
            case FaultAction.Garbage() -> json.put("type", "garbage");
            case FaultAction.StaleByChanges(var changes) ->
                    json.put("type", "stale").put("changes", changes);
            case FaultAction.StaleByAge(var age) ->
                    json.put("type", "stale").put("ms", age.toMillis());
            case FaultAction.Empty() -> json.put("type", "empty");
            case FaultAction.Partial(var keep) -> json.put("type", "partial").put("keep", keep);
            case FaultAction.Mute() -> json.put("type", "mute");
            case FaultAction.Cut() -> json.put("type", "cut");
            case FaultAction.End() -> json.put("type", "end");
        }
    }
}
