package io.flaghoist.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.wire.Target;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a target in an auth request may look like (relay-protocol.md, A.0). */
final class TargetRules {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9.@_-]{0,512}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\d .@_-]{0,512}");
    private static final int MAX_ATTRIBUTES = 200;
    private static final int MAX_ATTRIBUTE_LENGTH = 8 * 1024;

    private TargetRules() {}

    /** What is wrong with {@code target}, without its content; null when nothing is. */
    static @Nullable String flaw(@Nullable Target target) {
        if (target == null) {
            return null;
        }
        if (target.identifier() != null && !IDENTIFIER.matcher(target.identifier()).matches()) {
            return "target identifier is invalid";
        }
        if (target.name() != null && !NAME.matcher(target.name()).matches()) {
            return "target name is invalid";
        }
        Map<String, JsonNode> attributes = target.attributes();
        if (attributes == null) {
            return null;
        }
        if (attributes.size() > MAX_ATTRIBUTES) {
            return "target has more than " + MAX_ATTRIBUTES + " attributes";
        }
        return attributes.values().stream().anyMatch(TargetRules::isTooLong)
                ? "target attribute is longer than " + MAX_ATTRIBUTE_LENGTH + " characters"
                : null;
    }

    private static boolean isTooLong(@Nullable JsonNode value) {
        return value != null
                && (value.isTextual() ? value.textValue() : value.toString()).length()
                        > MAX_ATTRIBUTE_LENGTH;
    }
}
