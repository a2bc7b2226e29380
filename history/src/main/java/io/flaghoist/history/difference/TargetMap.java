package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** Which targets and groups get a variation whatever the rules say. */
record TargetMap(DifferenceCollector findings) {
    private static final String NAME = "target map";
    private static final Set<String> MEMBERS = Set.of("targets", "targetSegments");
    private static final Set<String> KNOWN = Set.of("variation", "targets", "targetSegments");

    void tell(ComparedNode map) {
        findings.tell(
                map,
                "",
                NAME,
                both ->
                        Matching.ofObjects(both, TargetMap::variation)
                                .ifPresent(matching -> tell(matching, both)));
    }

    private static String variation(JsonNode entry) {
        return entry.path("variation").asText("");
    }

    private void tell(Matching matching, ComparedNode map) {
        for (Matching.Pair pair : matching.pairs()) {
            entry(pair.both());
        }
        if (matching.reordered()) {
            findings.add(
                    map.path().order(),
                    map.before(),
                    map.after(),
                    NAME + " in another order, of which the first match counts");
        }
    }

    /** An entry that came or went is told by the targets and groups that came or went with it. */
    private void entry(ComparedNode entry) {
        boolean whole = entry.only().isPresent();
        ComparedNode targets = entry.field("targets");
        ComparedNode groups = entry.field("targetSegments");
        JsonNode either = entry.after() == null ? entry.before() : entry.after();
        String variation = Words.quoted(either == null ? "" : variation(either));
        String context = NAME + " of " + variation + ": ";
        if (!whole || !isEmpty(targets)) {
            targets(targets, context, variation);
        }
        if (!whole || !isEmpty(groups)) {
            groups(groups, context, variation);
        }
        if (whole && isEmpty(targets) && isEmpty(groups)) {
            findings.add(entry, context + (entry.isAdded() ? "added" : "removed") + ", for nobody");
        }
        findings.rest(entry, context, whole ? KNOWN : MEMBERS);
    }

    private void targets(ComparedNode targets, String context, String variation) {
        new Members(findings)
                .targets(
                        targets,
                        context,
                        "targets",
                        came -> NAME + ": + " + Words.names(came) + gets(came) + variation,
                        went -> NAME + ": - " + Words.names(went) + got(variation));
    }

    private void groups(ComparedNode groups, String context, String variation) {
        new Members(findings)
                .groups(
                        groups,
                        context,
                        "targetSegments",
                        came -> NAME + ": + " + groups(came) + gets(came) + variation,
                        went -> NAME + ": - " + groups(went) + got(variation));
    }

    private static boolean isEmpty(ComparedNode list) {
        return list.areAtMost(value -> value.isArray() && value.isEmpty());
    }

    private static String gets(List<String> names) {
        return names.size() == 1 ? " gets " : " get ";
    }

    private static String got(String variation) {
        return " (got " + variation + ")";
    }

    private static String groups(List<String> names) {
        return (names.size() == 1 ? "group " : "groups ") + Words.names(names);
    }
}
