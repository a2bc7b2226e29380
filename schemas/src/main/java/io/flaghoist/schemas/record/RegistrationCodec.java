package io.flaghoist.schemas.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.JsonZone;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Targets to register as records of the registrations topic, keyed by environment and target. */
public final class RegistrationCodec {
    private RegistrationCodec() {}

    /** The record of {@code registration}, keyed {@code <environment>/<identifier>}. */
    public static LogRecord encode(Registration registration) {
        String environment = registration.environment().value();
        String key = environment + "/" + registration.identifier();
        return new LogRecord(
                key.getBytes(StandardCharsets.UTF_8),
                Json.write(tree(registration)),
                Map.of(
                        Headers.ENVIRONMENT, Headers.bytes(environment),
                        Headers.CONTENT_HASH, Headers.bytes(registration.contentHash()),
                        Headers.SCHEMA_VERSION, Headers.bytes(Headers.CURRENT_SCHEMA_VERSION)));
    }

    /** Reads a record of the registrations topic. */
    public static DecodedRegistration decode(LogRecord record) {
        byte[] key = record.key();
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        if (slash < 0
                || !EnvironmentId.isValid(text.substring(0, slash))
                || !TargetContent.isIdentifier(text.substring(slash + 1))) {
            return new DecodedRegistration.Unreadable("the key names no environment and target");
        }
        var environment = new EnvironmentId(text.substring(0, slash));
        return Headers.strange(environment, record.headers())
                .<DecodedRegistration>map(DecodedRegistration.Unreadable::new)
                .orElseGet(() -> decode(environment, text.substring(slash + 1), record));
    }

    private static DecodedRegistration decode(
            EnvironmentId environment, String identifier, LogRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return new DecodedRegistration.Unreadable("there is no value");
        }
        try {
            return read(environment, identifier, JsonZone.UNTRUSTED.read(value));
        } catch (JsonProcessingException e) {
            return new DecodedRegistration.Unreadable(
                    "the value cannot be read: " + JsonFlaw.of(e).words());
        }
    }

    private static DecodedRegistration read(
            EnvironmentId environment, String identifier, JsonNode tree) {
        if (!tree.isObject()) {
            return new DecodedRegistration.Unreadable("the value is not a JSON object");
        }
        if (!tree.path("identifier").asText("").equals(identifier)
                || !tree.path("environment").asText("").equals(environment.value())) {
            return new DecodedRegistration.Unreadable(
                    "the value names another target than the key");
        }
        return TargetCodec.attributes(tree)
                .<DecodedRegistration>map(attributes ->
                        new DecodedRegistration.Understood(
                                new Registration(
                                        environment,
                                        identifier,
                                        tree.path("name").asText(""),
                                        attributes,
                                        tree.path("observedAt").asLong())))
                .orElseGet(() ->
                        new DecodedRegistration.Unreadable("the attributes are not a JSON object"));
    }

    private static ObjectNode tree(Registration registration) {
        ObjectNode tree = Json.object();
        tree.put("environment", registration.environment().value());
        tree.put("identifier", registration.identifier());
        tree.put("name", registration.name());
        tree.set("attributes", TargetContent.tree(registration.attributes()));
        tree.put("observedAt", registration.observedAt());
        return tree;
    }
}
