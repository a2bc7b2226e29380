package io.flaghoist.evaluation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions by RE2: time is linear in the text, whatever the pattern. Beyond limits that
 * allow-lists of thousands do not reach, a pattern matches nothing, which is counted. One per
 * environment; thread-safe.
 */
final class Patterns {
    /** Size of the pattern times length of the text. */
    private static final long MAX_STEPS = 1L << 26;

    private final LongAdder beyond = new LongAdder();

    /** How often a pattern was asked and matched nothing only because of the limits. */
    long beyondLimits() {
        return beyond.sum();
    }

    /** A pattern that is none matches nothing, as with the reference evaluator. */
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

    /** Why {@code test} matches less than it should; null when it does not. */
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
