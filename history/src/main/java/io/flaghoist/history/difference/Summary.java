package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.document.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A whole document in a line, for one that came or went. */
final class Summary {
    private static final int HASH_DIGITS = 8;
    private static final int LONGEST_KIND = 20;

    private Summary() {}

    /** {@code created: boolean flag, on, default `true`, 2 rules}. */
    static String created(Domain domain, JsonNode document) {
        return switch (domain) {
            case FLAG -> "created: " + flag(document);
            case SEGMENT -> "created: " + segment(document);
            case API_KEY -> key(document) + " created" + named(document);
            case ENVIRONMENT -> "created: " + environment(document);
        };
    }

    /** What it was. */
    static String removed(Domain domain, JsonNode document) {
        return switch (domain) {
            case FLAG -> "removed: " + flag(document);
            case SEGMENT -> "removed: " + segment(document);
            case API_KEY -> key(document) + " revoked" + named(document);
            case ENVIRONMENT -> "removed: " + environment(document);
        };
    }

    /** What it is. */
    static String of(Domain domain, JsonNode document) {
        return switch (domain) {
            case FLAG -> flag(document);
            case SEGMENT -> segment(document);
            case API_KEY -> key(document) + named(document);
            case ENVIRONMENT -> environment(document);
        };
    }

    /** {@code server key `3fa9c1d2`}: enough of the hash to find it by. */
    static String key(JsonNode document) {
        String type = document.path("type").asText("").toLowerCase(Locale.ROOT);
        String kind = type.equals("server") || type.equals("client") ? type + " key" : "key";
        return kind + " " + Words.quoted(firstDigits(document.path("hash").asText("")));
    }

    static String key(ComparedNode versions) {
        JsonNode either = versions.after() == null ? versions.before() : versions.after();
        return either == null ? "key" : key(either);
    }

    static String firstDigits(String hash) {
        return hash.substring(0, Math.min(HASH_DIGITS, hash.length()));
    }

    private static String named(JsonNode document) {
        String name = document.path("name").asText("");
        return name.isEmpty() ? "" : ", named " + Words.quoted(name);
    }

    private static String flag(JsonNode flag) {
        var parts = new ArrayList<String>();
        parts.add(
                SafeText.cut(SafeText.escaped(flag.path("kind").asText("")), LONGEST_KIND)
                        + " flag");
        parts.add(flag.path("state").asText("").equals("on") ? "on" : "off");
        Serves.inWords(flag.get("defaultServe")).ifPresent(serve -> parts.add("default " + serve));
        addCount(parts, flag.path("variationToTargetMap").size(), "target map entr", "y", "ies");
        addCount(parts, flag.path("rules").size(), "rule", "", "s");
        addCount(parts, flag.path("prerequisites").size(), "prerequisite", "", "s");
        return String.join(", ", parts);
    }

    private static String segment(JsonNode segment) {
        var parts = new ArrayList<String>();
        parts.add("group");
        int rules = segment.path("servingRules").size();
        addCount(parts, segment.path("included").size(), "", "included", "included");
        addCount(parts, segment.path("excluded").size(), "", "excluded", "excluded");
        addCount(parts, rules == 0 ? segment.path("rules").size() : rules, "rule", "", "s");
        if (parts.size() == 1) {
            parts.add("empty");
        }
        return String.join(", ", parts);
    }

    private static String environment(JsonNode environment) {
        return "environment "
                + Words.quoted(environment.path("environmentIdentifier").asText(""))
                + " of project "
                + Words.quoted(environment.path("projectIdentifier").asText(""))
                + ", organization "
                + Words.quoted(environment.path("organizationIdentifier").asText(""));
    }

    private static void addCount(
            List<String> parts, int count, String noun, String one, String many) {
        if (count > 0) {
            parts.add(String.format(Locale.ROOT, "%,d ", count) + noun + (count == 1 ? one : many));
        }
    }
}
