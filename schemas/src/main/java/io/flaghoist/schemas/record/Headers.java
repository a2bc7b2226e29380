package io.flaghoist.schemas.record;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Names of the record headers; values are UTF-8 text, so that any Kafka tool shows them readably.
 */
final class Headers {
    static final String ENVIRONMENT = "environment";
    static final String REVISION = "revision";
    static final String EPOCH = "epoch";
    static final String KIND = "kind";
    static final String SHA256 = "sha256";
    static final String SCHEMA_VERSION = "sv";

    /**
     * The version of the records' form. Readers take this one, the one before and the one after.
     */
    static final String CURRENT_SCHEMA_VERSION = "1";

    private Headers() {}

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

    /** A positive number, or empty when the header is absent or anything else. */
    static OptionalLong positive(Map<String, byte[]> headers, String name) {
        String text = text(headers, name);
        if (text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(text);
        return number > 0 ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
