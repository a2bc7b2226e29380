package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A condition as a sentence: {@code `plan` is one of `pro`, `team`}. */
final class ClauseWords {
    private ClauseWords() {}

    static String of(JsonNode clause) {
        String subject = subject(clause);
        String negated =
                clause.path("negate").asBoolean(false) ? " (negated, which SDKs ignore)" : "";
        return (subject.isEmpty() ? "" : subject + " ") + predicate(clause) + negated;
    }

    /** The attribute; empty where the condition asks about groups, which has none. */
    static String subject(JsonNode clause) {
        return isAboutGroups(clause) ? "" : Words.quoted(clause.path("attribute").asText(""));
    }

    /** What is asked, before and after, of the same subject. */
    static String change(JsonNode before, JsonNode after) {
        String was = predicate(before);
        String is = predicate(after);
        return was.equals(is) ? is + ": " + Words.change(before, after) : was + " → " + is;
    }

    /** How the sentence of a condition begins that looks at a list of values. */
    static String listVerb(JsonNode clause) {
        return isAboutGroups(clause) ? "in one of the groups" : "is one of";
    }

    private static boolean isAboutGroups(JsonNode clause) {
        return clause.path("op").asText("").equals("segmentMatch");
    }

    private static String predicate(JsonNode clause) {
        List<String> values = clause.path("values").valueStream().map(JsonNode::asText).toList();
        String op = clause.path("op").asText("");
        return switch (op) {
            case "in" -> values.isEmpty() ? never("is one of") : "is one of " + Words.names(values);
            case "segmentMatch" -> groups(values);
            case "equal" -> first("is", values, ", in upper or lower case");
            case "equal_sensitive" -> first("is exactly", values, "");
            case "starts_with" -> first("starts with", values, "");
            case "ends_with" -> first("ends with", values, "");
            case "contains" -> first("contains", values, "");
            case "match" -> first("matches the pattern", values, "");
            case "gt" -> first("is greater than", values, ", compared as text");
            default ->
                    Words.quoted(op)
                            + (values.isEmpty() ? "" : " " + Words.names(values))
                            + ", which SDKs do not understand";
        };
    }

    private static String groups(List<String> values) {
        return switch (values.size()) {
            case 0 -> "in no group, so never true";
            case 1 -> "in group " + Words.quoted(values.getFirst());
            default -> "in one of the groups " + Words.names(values);
        };
    }

    /** Of most operators SDKs look at the first value alone. */
    private static String first(String verb, List<String> values, String note) {
        if (values.isEmpty()) {
            return never(verb);
        }
        String ignored =
                values.size() == 1
                        ? ""
                        : " (SDKs ignore " + Words.names(values.subList(1, values.size())) + ")";
        return verb + " " + Words.quoted(values.getFirst()) + note + ignored;
    }

    private static String never(String verb) {
        return verb + " no value, so never true";
    }
}
