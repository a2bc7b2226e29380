package io.flaghoist.edge.target;

import io.flaghoist.schemas.wire.Target;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Valid identifiers and names of targets (relay-protocol.md, A.0; threats-and-faults.md, 2). */
final class TargetRules {
    /** Maximum length of identifier and name, in characters. */
    static final int MAX_NAME = 512;

    private static final String PUNCTUATION = ".@_-";

    /**
     * Why a target is invalid.
     *
     * @param field {@code identifier} or {@code name}
     * @param words a message with the character and the rule; nothing else of the target
     */
    record Flaw(String field, String words) {}

    private TargetRules() {}

    /** Why the target of an auth request is invalid; null if it is valid. */
    static @Nullable Flaw ofAuth(Target target) {
        String identifier = target.identifier();
        String name = target.name();
        Flaw flaw =
                identifier == null
                        ? null
                        : flaw(
                                "identifier",
                                identifier,
                                TargetRules::isOfIdentifier,
                                "is none of A-Z a-z 0-9 . @ _ -");
        return flaw != null || name == null
                ? flaw
                : flaw(
                        "name",
                        name,
                        TargetRules::isOfName,
                        "is none of letters, digits, space . @ _ -");
    }

    /**
     * Why flags cannot be evaluated for this identifier; null if they can. Paths and headers may
     * contain more characters than auth accepts, because ff-proxy accepts any there.
     */
    static @Nullable Flaw ofEvaluation(String identifier) {
        return identifier.isEmpty()
                ? new Flaw("identifier", "target identifier is invalid: it is empty")
                : flaw(
                        "identifier",
                        identifier,
                        c -> !Character.isISOControl(c),
                        "is a control character");
    }

    private static @Nullable Flaw flaw(
            String field, String text, IntPredicate isAllowed, String rule) {
        if (text.length() > MAX_NAME) {
            return new Flaw(
                    field,
                    "target %s is invalid: it is longer than %d characters"
                            .formatted(field, MAX_NAME));
        }
        return text.codePoints()
                .filter(isAllowed.negate())
                .mapToObj(c ->
                        new Flaw(
                                field,
                                "target %s is invalid: %s %s".formatted(field, character(c), rule)))
                .findFirst()
                .orElse(null);
    }

    private static boolean isOfIdentifier(int c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || PUNCTUATION.indexOf(c) >= 0;
    }

    private static boolean isOfName(int c) {
        return Character.isLetter(c)
                || (c >= '0' && c <= '9')
                || c == ' '
                || PUNCTUATION.indexOf(c) >= 0;
    }

    private static String character(int c) {
        String code = "U+%04X".formatted(c);
        return c > ' ' && c < 0x7f ? "'" + (char) c + "' (" + code + ")" : code;
    }
}
