package io.flaghoist.history.difference;

import static io.flaghoist.history.difference.Texts.quoted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flaghoist.schemas.json.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What differs between two versions of a flag, in the order in which one reads a flag. */
record FlagDifferences(DifferenceCollector findings) {
    private static final Set<String> KNOWN =
            Set.of(
                    "state",
                    "kind",
                    "variations",
                    "offVariation",
                    "defaultServe",
                    "variationToTargetMap",
                    "rules",
                    "prerequisites",
                    "name",
                    "description",
                    "archived",
                    "version");

    private static final String TARGET_MAP = "target map";

    /** Most fields of the value of a JSON variation in one line. */
    private static final int MOST_FIELDS = 5;

    void describe(ComparedNode flag) {
        state(flag.field("state"));
        findings.named(flag.field("kind"), "", "kind");
        ComparedNode variations = flag.field("variations");
        findings.elements(variations, "variations", "identifier", "", this::variation);
        new ServeDifferences(findings)
                .describe(flag.field("defaultServe"), "default: ", "defaultServe", false);
        findings.named(flag.field("offVariation"), "", "when off");
        ComparedNode map = flag.field("variationToTargetMap");
        String note = ", of which the first match counts";
        findings.elements(map, TARGET_MAP, "variation", note, this::targetMapEntry);
        new RuleDifferences(findings, true).describe(flag.field("rules"), "rules");
        ComparedNode prerequisites = flag.field("prerequisites");
        findings.elements(prerequisites, "prerequisites", "feature", "", this::prerequisite);
        findings.named(flag.field("name"), "", "name");
        findings.named(flag.field("description"), "", "description");
        archived(flag.field("archived"));
        findings.rest(flag, "", KNOWN);
    }

    /** Whatever is not {@code on} is off. */
    private void state(ComparedNode state) {
        String was = text(state.before());
        String is = text(state.after());
        boolean isOn = is.equals("on");
        if (was.equals("on") == isOn) {
            findings.named(state, "", "state");
            return;
        }
        String off = isOn ? was : is;
        String note =
                off.equals("off") ? "" : " (the state %s counts as off)".formatted(quoted(off));
        findings.add(state, (isOn ? "turned on" : "turned off") + note);
    }

    private static String text(@Nullable JsonNode node) {
        return node == null ? "" : node.asText("");
    }

    private void archived(ComparedNode archived) {
        boolean was = archived.before() != null && archived.before().asBoolean(false);
        boolean is = archived.after() != null && archived.after().asBoolean(false);
        if (was == is || !archived.areAtMost(JsonNode::isBoolean)) {
            findings.named(archived, "", "archived");
        } else {
            findings.add(archived, is ? "archived" : "no longer archived");
        }
    }

    private void variation(ComparedNode variation) {
        JsonNode either = variation.either();
        String name = "variation " + quoted(either.path("identifier").asText(""));
        if (variation.only().isPresent()) {
            String how = variation.isAdded() ? " added: value " : " removed: value ";
            findings.add(variation, name + how + Texts.value(either.path("value")));
            return;
        }
        String context = name + ": ";
        value(variation.field("value"), context);
        findings.named(variation.field("name"), context, "name");
        findings.named(variation.field("description"), context, "description");
        findings.rest(variation, context, Set.of("value", "name", "description"));
    }

    /** The value of a JSON flag is a text with an object in it: its changed fields are listed. */
    private void value(ComparedNode value, String context) {
        var inside = new DifferenceCollector();
        var objects = new ComparedNode("", parse(value.before()), parse(value.after()));
        if (objects.are(JsonNode::isObject)) {
            inside.rest(objects, "", Set.of());
        }
        List<Difference> fields = inside.list();
        if (fields.isEmpty()) {
            findings.named(value, context, "value");
            return;
        }
        String first =
                fields.stream()
                        .limit(MOST_FIELDS)
                        .map(Difference::text)
                        .collect(Collectors.joining("; "));
        int more = fields.size() - MOST_FIELDS;
        String others = more > 0 ? "; and " + Texts.count(more, "more field") : "";
        findings.add(value, context + "value: " + first + others);
    }

    private static JsonNode parse(@Nullable JsonNode text) {
        try {
            return text == null || !text.isTextual()
                    ? JsonNodeFactory.instance.missingNode()
                    : Json.read(text.textValue());
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** An entry that came or went is described by the targets and groups in it. */
    private void targetMapEntry(ComparedNode entry) {
        boolean isWhole = entry.only().isPresent();
        ComparedNode targets = entry.field("targets");
        ComparedNode groups = entry.field("targetSegments");
        String variation = quoted(entry.either().path("variation").asText(""));
        String context = TARGET_MAP + " of " + variation + ": ";
        boolean hasTargets = !isWhole || !isEmpty(targets);
        boolean hasGroups = !isWhole || !isEmpty(groups);
        if (hasTargets) {
            Matching.Key key = Matching.Key.field("identifier");
            receivers(targets, context, "targets", key, Texts::names, variation);
        }
        if (hasGroups) {
            Matching.Key key = Matching.Key.TEXT;
            receivers(groups, context, "targetSegments", key, FlagDifferences::groups, variation);
        }
        if (!hasTargets && !hasGroups) {
            findings.add(entry, context + (entry.isAdded() ? "added" : "removed") + ", for nobody");
        }
        findings.rest(
                entry,
                context,
                isWhole
                        ? Set.of("variation", "targets", "targetSegments")
                        : Set.of("targets", "targetSegments"));
    }

    private void receivers(
            ComparedNode list,
            String context,
            String label,
            Matching.Key key,
            DifferenceCollector.Line names,
            String variation) {
        DifferenceCollector.Line came =
                it -> TARGET_MAP + ": + " + names.apply(it) + gets(it) + variation;
        DifferenceCollector.Line went =
                it -> TARGET_MAP + ": - " + names.apply(it) + " (got " + variation + ")";
        findings.members(list, context, label, key, came, went);
    }

    private static String gets(List<String> names) {
        return names.size() == 1 ? " gets " : " get ";
    }

    private static boolean isEmpty(ComparedNode list) {
        return list.areAtMost(value -> value.isArray() && value.isEmpty());
    }

    private static String groups(List<String> names) {
        return (names.size() == 1 ? "group " : "groups ") + Texts.names(names);
    }

    private void prerequisite(ComparedNode both) {
        String feature = quoted(both.either().path("feature").asText(""));
        if (both.only().isPresent()) {
            String how = both.isAdded() ? "now" : "no longer";
            String accepted = accepted(both.either());
            findings.add(both, "%s requires %s to be %s".formatted(how, feature, accepted));
            return;
        }
        ComparedNode variations = both.field("variations");
        boolean areLists = variations.are(JsonNode::isArray);
        if (areLists && !variations.same() && both.before() != null) {
            String change = accepted(both.before()) + " → " + accepted(both.either());
            findings.add(variations, "requires %s to be %s".formatted(feature, change));
        }
        Set<String> described = areLists ? Set.of("variations") : Set.of();
        findings.rest(both, "requires " + feature + ": ", described);
    }

    private static String accepted(JsonNode prerequisite) {
        List<String> variations =
                prerequisite.path("variations").valueStream().map(JsonNode::asText).toList();
        return variations.isEmpty() ? "nothing, so never met" : Texts.choice(variations);
    }
}
