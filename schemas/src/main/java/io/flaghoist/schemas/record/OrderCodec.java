package io.flaghoist.schemas.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Orders as records of the control topic. */
public final class OrderCodec {
    /** Largest value of an order. */
    public static final int MAX_BYTES = 8 << 20;

    private OrderCodec() {}

    public static LogRecord encode(Order order) {
        return new LogRecord(
                order.key().text().getBytes(StandardCharsets.UTF_8),
                Json.write(tree(order)),
                Headers.of(order.signed().environment()));
    }

    /** The tombstone that withdraws an order or removes a completed one. */
    public static LogRecord encodeRemoved(OrderKey key) {
        return new LogRecord(
                key.text().getBytes(StandardCharsets.UTF_8), null, Headers.of(key.environment()));
    }

    /** Reads a record of the control topic. Never throws. */
    public static DecodedOrder decode(LogRecord record) {
        byte[] keyBytes = record.key();
        Optional<OrderKey> key = keyBytes == null ? Optional.empty() : OrderKey.parse(keyBytes);
        if (key.isEmpty()) {
            return new DecodedOrder.Unreadable("the key names no order");
        }
        byte[] value = record.value();
        if (value == null) {
            return new DecodedOrder.Removed(key.get());
        }
        if (value.length > MAX_BYTES) {
            return new DecodedOrder.Unreadable("the value is larger than " + MAX_BYTES + " bytes");
        }
        return Headers.strange(key.get().environment(), record.headers())
                .<DecodedOrder>map(DecodedOrder.Unreadable::new)
                .orElseGet(() -> decode(key.get(), value));
    }

    private static DecodedOrder decode(OrderKey key, byte[] value) {
        try {
            Order order = order(key, Json.read(value));
            return order.key().equals(key)
                    ? new DecodedOrder.Understood(order)
                    : new DecodedOrder.Unreadable("the value is of another order than its key");
        } catch (JsonProcessingException e) {
            return new DecodedOrder.Unreadable("the value is not JSON within the bounds");
        } catch (IllegalArgumentException | DateTimeException e) {
            return new DecodedOrder.Unreadable("the value is no order: " + e.getMessage());
        }
    }

    private static ObjectNode tree(Order order) {
        Order.Signed signed = order.signed();
        ObjectNode tree = Json.object();
        tree.put("environment", signed.environment().value());
        tree.put("id", signed.id());
        tree.put("who", signed.who());
        tree.put("when", signed.when().toString());
        tree.put("why", signed.why());
        switch (order) {
            case Order.Confirm(_, var hold, var keys, var expiresAt) ->
                    tree.put("hold", hold).put("keys", keys).put("expiresAt", expiresAt.toString());
            case Order.Retire(_, var asOf) -> put(tree, asOf);
            case Order.Pin(_, var flag, var revision) -> {
                flag.ifPresent(f -> tree.put("flag", f));
                tree.put("revision", revision);
            }
            case Order.Adopt(_, var asOf, var asServed) ->
                    put(tree, asOf).put("asServed", asServed);
            case Order.Change(_, var documents) -> {
                ArrayNode edits = tree.putArray("documents");
                documents.forEach(edit -> edits.add(tree(edit)));
            }
        }
        return tree;
    }

    private static ObjectNode put(ObjectNode tree, Position asOf) {
        return tree.put("epoch", asOf.epoch()).put("revision", asOf.revision());
    }

    private static ObjectNode tree(Order.Edit edit) {
        ObjectNode tree = Json.object();
        tree.put("key", edit.key().text());
        tree.put("basedOn", edit.basedOn());
        edit.document().ifPresent(document -> tree.set("document", document.tree()));
        return tree;
    }

    private static Order order(OrderKey key, JsonNode tree) {
        var signed =
                new Order.Signed(
                        new EnvironmentId(text(tree, "environment")),
                        text(tree, "id"),
                        text(tree, "who"),
                        Instant.parse(text(tree, "when")),
                        text(tree, "why"));
        return switch (key.kind()) {
            case "confirm" ->
                    new Order.Confirm(
                            signed,
                            text(tree, "hold"),
                            tree.path("keys").asInt(),
                            Instant.parse(text(tree, "expiresAt")));
            case "retire" -> new Order.Retire(signed, asOf(tree));
            case "pin" ->
                    new Order.Pin(
                            signed,
                            Optional.of(text(tree, "flag")).filter(flag -> !flag.isEmpty()),
                            tree.path("revision").asLong());
            case "adopt" -> new Order.Adopt(signed, asOf(tree), tree.path("asServed").asBoolean());
            case "change" -> new Order.Change(signed, edits(tree.path("documents")));
            default -> throw new IllegalArgumentException("no order is called " + key.kind());
        };
    }

    private static String text(JsonNode tree, String field) {
        return tree.path(field).asText("");
    }

    private static Position asOf(JsonNode tree) {
        return new Position(tree.path("epoch").asLong(), tree.path("revision").asLong());
    }

    private static List<Order.Edit> edits(JsonNode array) {
        var edits = new ArrayList<Order.Edit>();
        for (JsonNode node : array) {
            DocumentKey key =
                    DocumentKey.parse(text(node, "key"))
                            .orElseThrow(
                                    () -> new IllegalArgumentException("an edit names a document"));
            Optional<CanonicalJson> document =
                    node.path("document") instanceof ObjectNode object
                            ? Optional.of(CanonicalJson.of(object))
                            : Optional.empty();
            edits.add(new Order.Edit(key, text(node, "basedOn"), document));
        }
        return edits;
    }
}
