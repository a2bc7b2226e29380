package io.flaghoist.console.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** Which targets and groups get a variation whatever the rules say. */
record TargetMap(Findings findings) {
    private static final String NAME = "target map";

    void tell(Both map) {
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

    private void tell(Matching matching, Both map) {
        for (Matching.Pair pair : matching.pairs()) {
            findings.tell(pair.both(), NAME + ": ", "entry", this::entry);
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
    private void entry(Both entry) {
        JsonNode either = entry.after() == null ? entry.before() : entry.after();
        String variation = Words.quoted(either == null ? "" : variation(either));
        var members = new Members(findings);
        members.targets(
                entry.field("targets"),
                NAME + ": ",
                "targets of " + variation,
                came -> NAME + ": + " + Words.names(came) + gets(came) + variation,
                went -> NAME + ": - " + Words.names(went) + got(variation));
        members.groups(
                entry.field("targetSegments"),
                NAME + ": ",
                "groups of " + variation,
                came -> NAME + ": + " + groups(came) + gets(came) + variation,
                went -> NAME + ": - " + groups(went) + got(variation));
        boolean whole = entry.only().isPresent();
        findings.rest(
                entry,
                NAME + " of " + variation + ": ",
                whole
                        ? Set.of("variation", "targets", "targetSegments")
                        : Set.of("targets", "targetSegments"));
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
