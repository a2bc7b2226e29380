package io.flaghoist.edge.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.wire.Target;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a target may look like (relay-protocol.md, A.0; threats-and-faults.md, 2). */
public final class TargetRules {
    /** Longest identifier and name, in characters. */
    static final int MAX_NAME = 512;

    private static final Pattern IDENTIFIER =
            Pattern.compile("[A-Za-z0-9.@_-]{0," + MAX_NAME + "}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\d .@_-]{0," + MAX_NAME + "}");
    private static final int MAX_ATTRIBUTES = 200;
    private static final int MAX_ATTRIBUTE_LENGTH = 8 * 1024;

    private TargetRules() {}

    /** What is wrong with the target of an auth request, without its content; null when nothing. */
    public static @Nullable String flaw(@Nullable Target target) {
        if (target == null) {
            return null;
        }
        if (target.identifier() != null && !IDENTIFIER.matcher(target.identifier()).matches()) {
            return "target identifier is invalid";
        }
        if (target.name() != null && !NAME.matcher(target.name()).matches()) {
            return "target name is invalid";
        }
        return flaw(target.attributes());
    }

    static @Nullable String flaw(@Nullable Map<String, JsonNode> attributes) {
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

    /**
     * Whether flags can be evaluated for somebody of that name: what a path or a header may hold is
     * more than what auth lets in, because ff-proxy takes anything there.
     */
    public static boolean canBeEvaluated(String identifier) {
        return !identifier.isEmpty()
                && identifier.length() <= MAX_NAME
                && identifier.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isTooLong(@Nullable JsonNode value) {
        return value != null
                && (value.isTextual() ? value.textValue() : value.toString()).length()
                        > MAX_ATTRIBUTE_LENGTH;
    }
}
