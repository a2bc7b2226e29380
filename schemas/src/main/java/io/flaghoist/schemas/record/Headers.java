package io.flaghoist.schemas.record;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Names of the record headers; values are UTF-8 text, readable in any Kafka tool. */
public final class Headers {
    static final String ENVIRONMENT = "environment";
    static final String REVISION = "revision";
    static final String EPOCH = "epoch";
    static final String KIND = "kind";
    static final String SHA256 = "sha256";
    static final String CONTENT_HASH = "content-hash";
    static final String UPSTREAM_VERSION = "upstream-version";
    static final String SERVED_VERSION = "served-version";
    static final String DIGEST = "digest";
    static final String SCHEMA_VERSION = "sv";

    /**
     * The version of the record format. Readers accept this version, the previous and the next one.
     */
    static final String CURRENT_SCHEMA_VERSION = "2";

    private static final Set<String> READABLE_SCHEMA_VERSIONS = Set.of("1", "2", "3");

    private Headers() {}

    /** Why this schema version is not supported; empty if it is. */
    static Optional<String> strangeVersion(Map<String, byte[]> headers) {
        String schemaVersion = text(headers, SCHEMA_VERSION);
        return READABLE_SCHEMA_VERSIONS.contains(schemaVersion)
                ? Optional.empty()
                : Optional.of("schema version '" + printable(schemaVersion) + "' is unknown here");
    }

    /** Why a record with these headers is not accepted; empty if it is. */
    public static Optional<String> strange(EnvironmentId environment, Map<String, byte[]> headers) {
        Optional<String> version = strangeVersion(headers);
        if (version.isPresent()) {
            return version;
        }
        if (!text(headers, ENVIRONMENT).equals(environment.value())) {
            return Optional.of("the record belongs to another environment");
        }
        return Optional.empty();
    }

    /** Headers with the environment only. */
    public static Map<String, byte[]> of(EnvironmentId environment) {
        return Map.of(
                ENVIRONMENT, bytes(environment.value()),
                SCHEMA_VERSION, bytes(CURRENT_SCHEMA_VERSION));
    }

    private static String printable(String text) {
        String tame = text.replaceAll("[^A-Za-z0-9._-]", "?");
        return tame.length() <= 16 ? tame : tame.substring(0, 16) + "…";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    static String text(Map<String, byte[]> headers, String name) {
        byte[] value = headers.get(name);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** The position in {@code epoch} and {@code revision}; empty if absent or invalid. */
    static Optional<Position> position(Map<String, byte[]> headers) {
        OptionalLong epoch = positive(headers, EPOCH);
        OptionalLong revision = positive(headers, REVISION);
        return epoch.isEmpty() || revision.isEmpty()
                ? Optional.empty()
                : Optional.of(new Position(epoch.getAsLong(), revision.getAsLong()));
    }

    /** A positive number; empty if the header is absent or invalid. */
    static OptionalLong positive(Map<String, byte[]> headers, String name) {
        OptionalLong number = number(headers, name);
        return number.isPresent() && number.getAsLong() > 0 ? number : OptionalLong.empty();
    }

    /** A number that is not negative; empty if the header is absent or invalid. */
    static OptionalLong number(Map<String, byte[]> headers, String name) {
        String text = text(headers, name);
        if (text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
