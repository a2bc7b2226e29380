package io.flaghoist.history.difference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How values stand in a line: tame, short, identifiers and texts in backticks. */
final class Words {
    /** Longest value in a line, in code points. */
    static final int LONGEST_VALUE = 80;

    /** Most names of a list that a line tells. */
    static final int MOST_NAMES = 10;

    /** How much of what two long texts have in common stands before the place where they part. */
    private static final int LEAD = 20;

    private static final ObjectWriter SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build().writer();

    private Words() {}

    static String quoted(String text) {
        return text.isEmpty() ? "(empty)" : "`" + shortened(text) + "`";
    }

    static String value(JsonNode value) {
        return value.isTextual() ? quoted(value.textValue()) : shortened(json(value));
    }

    /** {@code before → after}, such that one sees a difference. */
    static String change(JsonNode before, JsonNode after) {
        if (before.isTextual() && after.isTextual()) {
            String change = change(before.textValue(), after.textValue());
            return change.isEmpty() ? parting(json(before), json(after)) : change;
        }
        String was = value(before);
        String is = value(after);
        return was.equals(is) ? parting(json(before), json(after)) : was + " → " + is;
    }

    /** {@code `a`, `b` and 4,998 more}. */
    static String names(List<String> names) {
        return names.stream().limit(MOST_NAMES).map(Words::quoted).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMES
                        ? " and " + number(names.size() - MOST_NAMES) + " more"
                        : "");
    }

    /** {@code `a`}, {@code `a` or `b`}, {@code `a`, `b` or `c`}. */
    static String choice(List<String> names) {
        if (names.size() < 2 || names.size() > MOST_NAMES) {
            return names.isEmpty() ? "nothing" : names(names);
        }
        return names(names.subList(0, names.size() - 1)) + " or " + quoted(names.getLast());
    }

    /** {@code 1 rule}, {@code 2 rules}. */
    static String count(int count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** The order of fields is not content, so it must not show either. */
    private static String json(JsonNode value) {
        try {
            return SORTED.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that was read cannot be written", e);
        }
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Empty where both would look the same. */
    private static String change(String before, String after) {
        if (isLong(before) || isLong(after)) {
            return parting(before, after);
        }
        String was = quoted(before);
        String is = quoted(after);
        return was.equals(is) ? "" : was + " → " + is;
    }

    /** Long texts, from a little before the first difference on. */
    private static String parting(String before, String after) {
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
        return SafeText.escaped(SafeText.cut(text, LONGEST_VALUE + 1)).length() > LONGEST_VALUE;
    }

    private static String shortened(String text) {
        return SafeText.cut(SafeText.escaped(SafeText.cut(text, LONGEST_VALUE)), LONGEST_VALUE);
    }
}
