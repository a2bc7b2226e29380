package io.flaghoist.history.difference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values as part of a line: short, identifiers and texts in backticks, and fit for a terminal and a
 * log. Nothing in them can move the cursor, begin a line, turn the direction of writing or end a
 * quotation.
 */
final class Texts {
    /** Most names of a list that a line has. */
    static final int MOST_NAMES = 10;

    /** Longest value in a line, in code points. */
    private static final int LONGEST_VALUE = 80;

    /** How much of what two long texts have in common stands before their first difference. */
    private static final int LEAD = 20;

    /**
     * Control, format, private, unassigned and separating characters, surrogates, and backticks.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}`]");

    /** The order of fields is not content, so it must not show either. */
    private static final ObjectWriter SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build().writer();

    private Texts() {}

    static String quoted(String text) {
        return text.isEmpty() ? "(empty)" : "`" + shortened(text) + "`";
    }

    static String value(JsonNode value) {
        return value.isTextual() ? quoted(value.textValue()) : shortened(json(value));
    }

    /** {@code before → after}, such that one sees a difference. */
    static String change(JsonNode before, JsonNode after) {
        boolean areTexts = before.isTextual() && after.isTextual();
        if (areTexts && (isLong(before.textValue()) || isLong(after.textValue()))) {
            return fromFirstDifference(before.textValue(), after.textValue());
        }
        String was = value(before);
        String is = value(after);
        return was.equals(is) ? fromFirstDifference(json(before), json(after)) : was + " → " + is;
    }

    /** {@code `a`, `b` and 4,998 more}. */
    static String names(List<String> names) {
        String first =
                names.stream()
                        .limit(MOST_NAMES)
                        .map(Texts::quoted)
                        .collect(Collectors.joining(", "));
        int more = names.size() - MOST_NAMES;
        return more > 0 ? first + " and " + number(more) + " more" : first;
    }

    /** {@code `a`}, {@code `a` or `b`}, {@code `a`, `b` or `c`}. */
    static String choice(List<String> names) {
        return names.size() < 2 || names.size() > MOST_NAMES
                ? names(names)
                : names(names.subList(0, names.size() - 1)) + " or " + quoted(names.getLast());
    }

    /** {@code 1 rule}, {@code 2 rules}. */
    static String count(int count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }

    static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String json(JsonNode value) {
        try {
            return SORTED.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that was read cannot be written", e);
        }
    }

    private static String fromFirstDifference(String before, String after) {
        int same = 0;
        int shorter = Math.min(before.length(), after.length());
        while (same < shorter && before.charAt(same) == after.charAt(same)) {
            same++;
        }
        return from(before, same - LEAD) + " → " + from(after, same - LEAD);
    }

    private static String from(String text, int start) {
        if (start <= 0) {
            return quoted(text);
        }
        boolean inPair = Character.isLowSurrogate(text.charAt(start));
        return quoted("…" + text.substring(inPair ? start - 1 : start));
    }

    private static boolean isLong(String text) {
        return escaped(cut(text, LONGEST_VALUE + 1)).length() > LONGEST_VALUE;
    }

    private static String shortened(String text) {
        return cut(escaped(cut(text, LONGEST_VALUE)), LONGEST_VALUE);
    }

    /** {@code text}, cut to {@code most} code points, the last of which is then an ellipsis. */
    static String cut(String text, int most) {
        if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** {@code text} with what does not print, and backticks, as {@code \\u} escapes. */
    static String escaped(String text) {
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(it -> Matcher.quoteReplacement(escape(it.group())));
    }

    private static String escape(String character) {
        return switch (character) {
            case "\n" -> "\\n";
            case "\r" -> "\\r";
            case "\t" -> "\\t";
            default ->
                    character.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
        };
    }
}
