package io.flaghoist.schemas.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Heartbeats as records of the freshness topic, keyed by their environment. */
public final class HeartbeatCodec {
    private HeartbeatCodec() {}

    public static LogRecord encode(Heartbeat heartbeat) {
        Map<String, byte[]> headers = new HashMap<>(Headers.of(heartbeat.environment()));
        headers.put(Headers.EPOCH, Headers.bytes(heartbeat.epoch()));
        headers.put(Headers.REVISION, Headers.bytes(heartbeat.revision()));
        return new LogRecord(
                heartbeat.environment().value().getBytes(StandardCharsets.UTF_8),
                Json.write(tree(heartbeat)),
                headers);
    }

    /** The owner's epoch and revision from the headers; empty if absent. */
    public static Optional<Position> position(LogRecord record) {
        OptionalLong epoch = Headers.positive(record.headers(), Headers.EPOCH);
        OptionalLong revision = Headers.number(record.headers(), Headers.REVISION);
        return epoch.isEmpty() || revision.isEmpty()
                ? Optional.empty()
                : Optional.of(new Position(epoch.getAsLong(), revision.getAsLong()));
    }

    /** Reads a record of the freshness topic. Never throws. */
    public static DecodedHeartbeat decode(LogRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        if (key == null || value == null) {
            return new DecodedHeartbeat.Unreadable("a heartbeat has a key and a value");
        }
        String environment = new String(key, StandardCharsets.UTF_8);
        if (!EnvironmentId.isValid(environment)) {
            return new DecodedHeartbeat.Unreadable("the key names no environment");
        }
        return Headers.strange(new EnvironmentId(environment), record.headers())
                .<DecodedHeartbeat>map(DecodedHeartbeat.Unreadable::new)
                .orElseGet(() -> decode(environment, value));
    }

    private static DecodedHeartbeat decode(String environment, byte[] value) {
        try {
            Heartbeat heartbeat = heartbeat(Json.read(value));
            return heartbeat.environment().value().equals(environment)
                    ? new DecodedHeartbeat.Understood(heartbeat)
                    : new DecodedHeartbeat.Unreadable("the value is of another environment");
        } catch (JsonProcessingException e) {
            return new DecodedHeartbeat.Unreadable("the value is not JSON within the bounds");
        } catch (IllegalArgumentException | DateTimeException e) {
            return new DecodedHeartbeat.Unreadable("the value is no heartbeat: " + e.getMessage());
        }
    }

    private static ObjectNode tree(Heartbeat heartbeat) {
        ObjectNode tree = Json.object();
        tree.put("environment", heartbeat.environment().value());
        tree.put("node", heartbeat.node());
        tree.put("epoch", heartbeat.epoch());
        tree.put("sequence", heartbeat.sequence());
        tree.put("revision", heartbeat.revision());
        tree.put("digest", heartbeat.digest());
        tree.put("liveKeys", heartbeat.liveKeys());
        tree.put("at", heartbeat.at().toString());
        heartbeat
                .proof()
                .ifPresent(proof -> {
                    tree.put("provenAt", proof.at().toString());
                    tree.put("provenAgeMs", proof.age().toMillis());
                });
        heartbeat.keysReadAge().ifPresent(age -> tree.put("keysReadAgeMs", age.toMillis()));
        tree.put("upstream", heartbeat.upstream().word());
        tree.put("upstreamSince", heartbeat.upstreamSince().toString());
        ArrayNode exceptions = tree.putArray("exceptions");
        heartbeat.exceptions().forEach(exception -> exceptions.add(tree(exception)));
        tree.put("exceptionCount", heartbeat.exceptionCount());
        ArrayNode orders = tree.putArray("orders");
        heartbeat.orders().forEach(order -> orders.add(tree(order)));
        if (!heartbeat.historyHash().isEmpty()) {
            tree.put("historyHash", heartbeat.historyHash());
        }
        heartbeat.names().ifPresent(names -> names.writeTo(tree.putObject("names")));
        heartbeat
                .removal()
                .ifPresent(removal ->
                        tree.putObject("removal")
                                .put("hold", removal.hold())
                                .put("keys", removal.keys()));
        return tree;
    }

    private static ObjectNode tree(HeartbeatException exception) {
        return Json.object()
                .put("key", exception.key().text())
                .put("kind", exception.kind().word())
                .put("reason", exception.reason());
    }

    private static ObjectNode tree(OrderOutcome order) {
        return Json.object()
                .put("id", order.id())
                .put("result", order.result().word())
                .put("reason", order.reason())
                .put("revision", order.revision())
                .put("at", order.at().toString());
    }

    private static Heartbeat heartbeat(JsonNode tree) {
        var environment = new EnvironmentId(tree.path("environment").asText(""));
        return new Heartbeat(
                environment,
                tree.path("node").asText(""),
                tree.path("sequence").asLong(),
                new Position(tree.path("epoch").asLong(), tree.path("revision").asLong()),
                tree.path("digest").asText(""),
                tree.path("liveKeys").asInt(),
                Instant.parse(tree.path("at").asText("")),
                proof(tree),
                millis(tree.path("keysReadAgeMs")),
                Heartbeat.Upstream.require(tree.path("upstream").asText("")),
                Instant.parse(tree.path("upstreamSince").asText("")),
                exceptions(tree.path("exceptions")),
                tree.path("exceptionCount").asInt(),
                orders(tree.path("orders")),
                tree.path("historyHash").asText(""),
                Optional.of(tree.path("names"))
                        .filter(JsonNode::isObject)
                        .map(names -> EnvironmentNames.read(environment, names)),
                removal(tree.path("removal")));
    }

    private static Optional<Heartbeat.HeldRemoval> removal(JsonNode tree) {
        return tree.isObject()
                ? Optional.of(
                        new Heartbeat.HeldRemoval(
                                tree.path("hold").asText(""), tree.path("keys").asInt()))
                : Optional.empty();
    }

    private static Optional<Heartbeat.Proof> proof(JsonNode tree) {
        String at = tree.path("provenAt").asText("");
        if (at.isEmpty()) {
            return Optional.empty();
        }
        Duration age =
                millis(tree.path("provenAgeMs"))
                        .orElseThrow(() -> new IllegalArgumentException("a proof has an age"));
        return Optional.of(new Heartbeat.Proof(Instant.parse(at), age));
    }

    private static Optional<Duration> millis(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.canConvertToLong() || node.asLong() < 0) {
            throw new IllegalArgumentException("an age is a number of milliseconds");
        }
        return Optional.of(Duration.ofMillis(node.asLong()));
    }

    private static List<HeartbeatException> exceptions(JsonNode array) {
        var exceptions = new ArrayList<HeartbeatException>();
        for (JsonNode node : array) {
            DocumentKey key =
                    DocumentKey.parse(node.path("key").asText(""))
                            .orElseThrow(() ->
                                    new IllegalArgumentException("an exception names a document"));
            exceptions.add(
                    new HeartbeatException(
                            key,
                            HeartbeatException.Kind.require(node.path("kind").asText("")),
                            node.path("reason").asText("")));
        }
        return exceptions;
    }

    private static List<OrderOutcome> orders(JsonNode array) {
        var orders = new ArrayList<OrderOutcome>();
        for (JsonNode node : array) {
            orders.add(
                    new OrderOutcome(
                            node.path("id").asText(""),
                            OrderOutcome.Result.require(node.path("result").asText("")),
                            node.path("reason").asText(""),
                            node.path("revision").asLong(),
                            Instant.parse(node.path("at").asText(""))));
        }
        return orders;
    }
}
