package io.flaghoist.evaluation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions by RE2: time is linear in the text, whatever the pattern. Beyond limits that
 * lists of thousands of entries do not reach, a pattern matches nothing, which is counted. One per
 * environment; thread-safe.
 */
final class Patterns {
    /** Size of the pattern times length of the text. */
    private static final long MAX_STEPS = 1L << 26;

    private final LongAdder beyond = new LongAdder();

    /** Number of evaluations that matched nothing because of the limits. */
    long beyondLimits() {
        return beyond.sum();
    }

    /** An invalid pattern matches nothing, as in the reference evaluator. */
    TextTest compile(String pattern) {
        long size = PatternSize.of(pattern);
        if (size == PatternSize.TOO_LARGE) {
            return new TooLarge();
        }
        try {
            return new Compiled(Pattern.compile(pattern), size);
        } catch (PatternSyntaxException e) {
            return TextTest.NEVER;
        }
    }

    /** The limit that {@code test} exceeds; null if none. */
    static @Nullable String limit(TextTest test) {
        return switch (test) {
            case TooLarge _ -> "a pattern is too large: it matches nothing";
            case Compiled compiled when compiled.wasBeyond ->
                    "a pattern is too large for long texts: it did not match one";
            default -> null;
        };
    }

    private final class TooLarge implements TextTest {
        @Override
        public boolean matches(String text) {
            beyond.increment();
            return false;
        }
    }

    private final class Compiled implements TextTest {
        private final Pattern pattern;
        private final long size;
        private volatile boolean wasBeyond;

        Compiled(Pattern pattern, long size) {
            this.pattern = pattern;
            this.size = size;
        }

        @Override
        public boolean matches(String text) {
            if (size * text.length() > MAX_STEPS) {
                wasBeyond = true;
                beyond.increment();
                return false;
            }
            return pattern.matcher(text).find();
        }
    }
}
