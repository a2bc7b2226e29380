package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.document.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A whole document in a line: {@code boolean flag, on, default `true`, 2 rules}. */
final class Summary {
    private static final int HASH_DIGITS = 8;
    private static final int LONGEST_KIND = 20;

    private Summary() {}

    static String created(Domain domain, JsonNode document) {
        return domain == Domain.API_KEY
                ? key(document) + " created" + named(document)
                : "created: " + of(domain, document);
    }

    static String removed(Domain domain, JsonNode document) {
        return domain == Domain.API_KEY
                ? key(document) + " revoked" + named(document)
                : "removed: " + of(domain, document);
    }

    static String of(Domain domain, JsonNode document) {
        return switch (domain) {
            case FLAG -> flag(document);
            case SEGMENT -> segment(document);
            case API_KEY -> key(document) + named(document);
            case ENVIRONMENT ->
                    "environment %s of project %s, organization %s"
                            .formatted(
                                    quoted(document, "environmentIdentifier"),
                                    quoted(document, "projectIdentifier"),
                                    quoted(document, "organizationIdentifier"));
        };
    }

    /** {@code server key `3fa9c1d2`}: enough of the hash to find it by. */
    static String key(JsonNode document) {
        String type = document.path("type").asText("").toLowerCase(Locale.ROOT);
        String kind = type.equals("server") || type.equals("client") ? type + " key" : "key";
        return kind + " " + Texts.quoted(firstDigits(document.path("hash").asText("")));
    }

    static String firstDigits(String hash) {
        return hash.substring(0, Math.min(HASH_DIGITS, hash.length()));
    }

    private static String quoted(JsonNode document, String field) {
        return Texts.quoted(document.path(field).asText(""));
    }

    private static String named(JsonNode document) {
        boolean hasName = !document.path("name").asText("").isEmpty();
        return hasName ? ", named " + quoted(document, "name") : "";
    }

    private static String flag(JsonNode flag) {
        var parts = new ArrayList<String>();
        String kind = Texts.escaped(flag.path("kind").asText(""));
        parts.add(Texts.cut(kind, LONGEST_KIND) + " flag");
        parts.add(flag.path("state").asText("").equals("on") ? "on" : "off");
        ServeDifferences.text(flag.get("defaultServe"))
                .ifPresent(serve -> parts.add("default " + serve));
        int entries = flag.path("variationToTargetMap").size();
        addCount(parts, entries, entries == 1 ? "target map entry" : "target map entries");
        addCounted(parts, flag.path("rules").size(), "rule");
        addCounted(parts, flag.path("prerequisites").size(), "prerequisite");
        return String.join(", ", parts);
    }

    private static String segment(JsonNode segment) {
        var parts = new ArrayList<String>();
        int rules = segment.path("servingRules").size();
        addCount(parts, segment.path("included").size(), "included");
        addCount(parts, segment.path("excluded").size(), "excluded");
        addCounted(parts, rules == 0 ? segment.path("rules").size() : rules, "rule");
        return "group, " + (parts.isEmpty() ? "empty" : String.join(", ", parts));
    }

    private static void addCounted(List<String> parts, int count, String noun) {
        if (count > 0) {
            parts.add(Texts.count(count, noun));
        }
    }

    private static void addCount(List<String> parts, int count, String noun) {
        if (count > 0) {
            parts.add(Texts.number(count) + " " + noun);
        }
    }
}
