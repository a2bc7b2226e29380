package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** A condition as a sentence: {@code `plan` is one of `pro`, `team`}. */
final class ClauseTexts {
    private static final String NEVER = "no value, so never true";

    private ClauseTexts() {}

    /** All of {@code clauses}, joined by {@code and}; empty if there are none, or it is no list. */
    static String all(JsonNode clauses) {
        return clauses.isArray()
                ? clauses.valueStream().map(ClauseTexts::of).collect(Collectors.joining(" and "))
                : "";
    }

    static String of(JsonNode clause) {
        String subject = subject(clause);
        String negated =
                clause.path("negate").asBoolean(false) ? " (negated, which SDKs ignore)" : "";
        return (subject.isEmpty() ? "" : subject + " ") + predicate(clause) + negated;
    }

    /** The attribute; empty where the condition asks about groups, which has none. */
    static String subject(JsonNode clause) {
        return isAboutGroups(clause) ? "" : Texts.quoted(clause.path("attribute").asText(""));
    }

    static boolean isAboutGroups(JsonNode clause) {
        return clause.path("op").asText("").equals("segmentMatch");
    }

    /** What is asked, before and after, of the same subject. */
    static String change(JsonNode before, JsonNode after) {
        String was = predicate(before);
        String is = predicate(after);
        return was.equals(is) ? is + ": " + Texts.change(before, after) : was + " → " + is;
    }

    private static String predicate(JsonNode clause) {
        List<String> values = clause.path("values").valueStream().map(JsonNode::asText).toList();
        String op = clause.path("op").asText("");
        return switch (op) {
            case "in" -> "is one of " + (values.isEmpty() ? NEVER : Texts.names(values));
            case "segmentMatch" -> groups(values);
            case "equal" -> first("is", values, ", in upper or lower case");
            case "equal_sensitive" -> first("is exactly", values, "");
            case "starts_with" -> first("starts with", values, "");
            case "ends_with" -> first("ends with", values, "");
            case "contains" -> first("contains", values, "");
            case "match" -> first("matches the pattern", values, "");
            case "gt" -> first("is greater than", values, ", compared as text");
            default -> {
                String rest = values.isEmpty() ? "" : " " + Texts.names(values);
                yield Texts.quoted(op) + rest + ", which SDKs do not understand";
            }
        };
    }

    private static String groups(List<String> values) {
        return switch (values.size()) {
            case 0 -> "in no group, so never true";
            case 1 -> "in group " + Texts.quoted(values.getFirst());
            default -> "in one of the groups " + Texts.names(values);
        };
    }

    /** Of most operators SDKs look at the first value alone. */
    private static String first(String verb, List<String> values, String note) {
        if (values.isEmpty()) {
            return verb + " " + NEVER;
        }
        List<String> others = values.subList(1, values.size());
        String ignored = others.isEmpty() ? "" : " (SDKs ignore " + Texts.names(others) + ")";
        return verb + " " + Texts.quoted(values.getFirst()) + note + ignored;
    }
}
