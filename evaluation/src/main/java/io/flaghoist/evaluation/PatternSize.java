package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of a regular expression with expanded repetitions, computed without expanding it: RE2/J
 * expands it and would use all memory for {@code ((a{1000}){1000}){1000}}, which RE2 itself
 * refuses.
 */
final class PatternSize {
    /** RE2's limit for the product of nested repetition counts. */
    private static final long MAX_REPETITIONS = 1000;

    /** Growth of the pattern by its repetitions. */
    private static final long MAX_GROWTH = 5000;

    /** In characters: more than ten thousand e-mail addresses. */
    private static final int MAX_LENGTH = 512 * 1024;

    /** The result of {@link #of} for a pattern that is too large. */
    static final long TOO_LARGE = -1;

    private static final int MAX_NESTING = 250;

    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?}");

    /** The current group. */
    private static final class Group {
        long size;
        long repetitions = 1;
        long lastSize;
        long lastRepetitions = 1;

        void add(long atomSize, long atomRepetitions) {
            size += atomSize;
            repetitions = Math.max(repetitions, atomRepetitions);
            lastSize = atomSize;
            lastRepetitions = atomRepetitions;
        }

        void repeat(long count) {
            size += lastSize * (count - 1);
            lastSize *= count;
            lastRepetitions *= count;
            repetitions = Math.max(repetitions, lastRepetitions);
        }
    }

    private final String pattern;
    private final Deque<Group> open = new ArrayDeque<>();
    private Group group = new Group();

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /**
     * The size of {@code pattern}, if it is valid: matching time is proportional to this times the
     * length of the text. {@link #TOO_LARGE} beyond the limits.
     */
    static long of(String pattern) {
        if (pattern.length() > MAX_LENGTH) {
            return TOO_LARGE;
        }
        var size = new PatternSize(pattern);
        return size.scan() ? Math.max(1, size.group.size) : TOO_LARGE;
    }

    private boolean scan() {
        Matcher count = COUNT.matcher(pattern);
        for (int i = 0; i < pattern.length(); ) {
            switch (pattern.charAt(i)) {
                case '(' -> {
                    open.push(group);
                    group = new Group();
                    i++;
                }
                case ')' -> {
                    close();
                    i++;
                }
                case '[' -> {
                    group.add(1, 1);
                    i = endOfClass(i);
                }
                case '\\' -> {
                    group.add(1, 1);
                    i += 2;
                }
                case '{' -> {
                    if (count.region(i, pattern.length()).lookingAt()) {
                        group.repeat(Math.max(1, most(count)));
                        i = count.end();
                    } else {
                        group.add(1, 1);
                        i++;
                    }
                }
                default -> {
                    group.add(1, 1);
                    i++;
                }
            }
            if (!isWithinLimits()) {
                return false;
            }
        }
        return true;
    }

    private void close() {
        if (!open.isEmpty()) { // otherwise it is invalid, which the compiler reports
            Group inner = group;
            group = open.pop();
            group.add(inner.size + 2, inner.repetitions);
        }
    }

    private static long most(Matcher count) {
        String most = count.group(2);
        return Long.parseLong(most == null || most.isEmpty() ? count.group(1) : most);
    }

    /** After the closing bracket of a class; the first character never closes it. */
    private int endOfClass(int start) {
        int i = start + 1;
        if (i < pattern.length() && pattern.charAt(i) == '^') {
            i++;
        }
        i++;
        while (i < pattern.length() && pattern.charAt(i) != ']') {
            if (pattern.startsWith("[:", i)) {
                int end = pattern.indexOf(":]", i);
                i = end < 0 ? pattern.length() : end + 2;
            } else {
                i += pattern.charAt(i) == '\\' ? 2 : 1;
            }
        }
        return Math.min(i + 1, pattern.length());
    }

    private boolean isWithinLimits() {
        return group.size <= pattern.length() + MAX_GROWTH
                && group.repetitions <= MAX_REPETITIONS
                && open.size() <= MAX_NESTING;
    }
}
