package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.document.Domain;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A whole document in a line: {@code boolean flag, on, default `true`, 2 rules}. */
final class Summary {
    private static final int HASH_DIGITS = 8;
    private static final int LONGEST_KIND = 20;

    private Summary() {}

    static String created(Domain domain, JsonNode document) {
        return change(domain, document, "created", "created");
    }

    static String removed(Domain domain, JsonNode document) {
        return change(domain, document, "removed", "revoked");
    }

    private static String change(Domain domain, JsonNode document, String verb, String keyVerb) {
        return domain == Domain.API_KEY
                ? key(document) + " " + keyVerb + named(document)
                : verb + ": " + of(domain, document);
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
        String kind = Texts.escaped(flag.path("kind").asText(""));
        int entries = flag.path("variationToTargetMap").size();
        return listed(
                Texts.cut(kind, LONGEST_KIND) + " flag",
                flag.path("state").asText("").equals("on") ? "on" : "off",
                ServeDifferences.text(flag.get("defaultServe"))
                        .map(serve -> "default " + serve)
                        .orElse(""),
                number(entries, entries == 1 ? "target map entry" : "target map entries"),
                count(flag.path("rules"), "rule"),
                count(flag.path("prerequisites"), "prerequisite"));
    }

    private static String segment(JsonNode segment) {
        JsonNode rules = segment.path("servingRules");
        String content =
                listed(
                        number(segment.path("included").size(), "included"),
                        number(segment.path("excluded").size(), "excluded"),
                        count(rules.isEmpty() ? segment.path("rules") : rules, "rule"));
        return "group, " + (content.isEmpty() ? "empty" : content);
    }

    private static String listed(String... parts) {
        return Stream.of(parts).filter(it -> !it.isEmpty()).collect(Collectors.joining(", "));
    }

    private static String count(JsonNode list, String noun) {
        return list.isEmpty() ? "" : Texts.count(list.size(), noun);
    }

    private static String number(int number, String noun) {
        return number == 0 ? "" : Texts.number(number) + " " + noun;
    }
}
