package io.flaghoist.schemas.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.record.TargetRecord.Source;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Targets as records of an environment's targets topic, keyed by their identifier. */
public final class TargetCodec {
    private TargetCodec() {}

    /** The record of {@code target}. */
    public static LogRecord encode(EnvironmentId environment, TargetRecord target) {
        var headers = headers(environment);
        headers.put(Headers.CONTENT_HASH, Headers.bytes(target.contentHash()));
        return new LogRecord(key(target.identifier()), Json.write(tree(target)), headers);
    }

    /** The tombstone that removes a target. */
    public static LogRecord encodeRemoved(EnvironmentId environment, String identifier) {
        return new LogRecord(key(identifier), null, headers(environment));
    }

    /** Reads a record of the targets topic of {@code environment}. */
    public static DecodedTarget decode(EnvironmentId environment, LogRecord record) {
        byte[] key = record.key();
        String identifier = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (!TargetContent.isIdentifier(identifier)) {
            return new DecodedTarget.Unreadable("the key is no target identifier");
        }
        return Headers.strange(environment, record.headers())
                .<DecodedTarget>map(DecodedTarget.Unreadable::new)
                .orElseGet(() -> decode(identifier, record));
    }

    private static DecodedTarget decode(String identifier, LogRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return new DecodedTarget.Removed(identifier);
        }
        try {
            return read(identifier, JsonZone.UNTRUSTED.read(value));
        } catch (JsonProcessingException e) {
            return new DecodedTarget.Unreadable(
                    "the value cannot be read: " + JsonFlaw.of(e).words());
        }
    }

    private static DecodedTarget read(String identifier, JsonNode tree) {
        if (!tree.isObject()) {
            return new DecodedTarget.Unreadable("the value is not a JSON object");
        }
        if (!tree.path("identifier").asText("").equals(identifier)) {
            return new DecodedTarget.Unreadable("the value names another target than the key");
        }
        Optional<Source> source = source(tree.path("source").asText(""));
        if (source.isEmpty()) {
            return new DecodedTarget.Unreadable("the source of the target is unknown here");
        }
        return attributes(tree)
                .<DecodedTarget>map(attributes ->
                        new DecodedTarget.Understood(
                                new TargetRecord(
                                        identifier,
                                        tree.path("name").asText(""),
                                        tree.path("anonymous").asBoolean(false),
                                        attributes,
                                        source.get(),
                                        tree.path("observedAt").asLong())))
                .orElseGet(
                        () -> new DecodedTarget.Unreadable("the attributes are not a JSON object"));
    }

    /**
     * The field {@code attributes}, absent or null counts as no attributes; empty if it is not an
     * object.
     */
    static Optional<Map<String, JsonNode>> attributes(JsonNode tree) {
        JsonNode attributes = tree.path("attributes");
        if (attributes.isMissingNode() || attributes.isNull()) {
            return Optional.of(Map.of());
        }
        if (!attributes.isObject()) {
            return Optional.empty();
        }
        var byName = new HashMap<String, JsonNode>();
        attributes.properties().forEach(field -> byName.put(field.getKey(), field.getValue()));
        return Optional.of(byName);
    }

    private static Optional<Source> source(String word) {
        for (Source source : Source.values()) {
            if (source.word().equals(word)) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    private static ObjectNode tree(TargetRecord target) {
        ObjectNode tree = Json.object();
        tree.put("identifier", target.identifier());
        tree.put("name", target.name());
        tree.put("anonymous", target.anonymous());
        tree.set("attributes", TargetContent.tree(target.attributes()));
        tree.put("source", target.source().word());
        tree.put("observedAt", target.observedAt());
        return tree;
    }

    private static byte[] key(String identifier) {
        return identifier.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> headers(EnvironmentId environment) {
        var headers = new HashMap<String, byte[]>();
        headers.put(Headers.ENVIRONMENT, Headers.bytes(environment.value()));
        headers.put(Headers.SCHEMA_VERSION, Headers.bytes(Headers.CURRENT_SCHEMA_VERSION));
        return headers;
    }
}
