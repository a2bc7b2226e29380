package io.flaghoist.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an operator asks of an attribute's text, made ready once. */
@FunctionalInterface
interface TextTest {
    TextTest NEVER = text -> false;

    boolean matches(String text);

    /**
     * The test of an operator other than {@code segmentMatch} (evaluation.md, 2.5): names are
     * case-sensitive, an unknown one never matches. Only {@code in} looks at more than the first
     * value.
     */
    static TextTest of(String operator, List<String> values, Patterns patterns) {
        if (values.isEmpty()) {
            return NEVER;
        }
        String first = values.getFirst();
        return switch (operator) {
            case "equal" -> {
                int[] folded = Folding.fold(first);
                yield text -> Folding.equal(text, folded);
            }
            case "equal_sensitive" -> first::equals;
            case "in" -> in(values);
            case "starts_with" -> text -> text.startsWith(first);
            case "ends_with" -> text -> text.endsWith(first);
            case "contains" -> text -> text.contains(first);
            case "gt" -> text -> isGreater(text, first);
            case "match" -> patterns.compile(first);
            default -> NEVER;
        };
    }

    private static TextTest in(List<String> values) {
        Set<String> set = new HashSet<>(values);
        return set::contains;
    }

    /** In the order of their UTF-8 bytes, which is that of code points and not that of chars. */
    private static boolean isGreater(String text, String other) {
        int shorter = Math.min(text.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = text.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? a > b
                        : Character.isSurrogate(a);
            }
        }
        return text.length() > other.length();
    }
}
