package io.flaghoist.schemas.image;

import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.json.CanonicalJson;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The segments of an image: documents, and responses with either form of rules. */
record Segments(
        SortedByIdentifier<Entry<SegmentDocument>> entries,
        ServedList withRules,
        ServedList withServingRules) {
    static final Segments NONE =
            new Segments(SortedByIdentifier.empty(), ServedList.EMPTY, ServedList.EMPTY);

    Segments with(SortedMap<String, Optional<Entry<SegmentDocument>>> changes) {
        var rules = new TreeMap<String, Optional<CanonicalJson>>();
        var servingRules = new TreeMap<String, Optional<CanonicalJson>>();
        changes.forEach((id, entry) -> {
            rules.put(id, entry.map(e -> e.document().withRules()));
            servingRules.put(id, entry.map(e -> e.document().withServingRules()));
        });
        return new Segments(
                entries.with(changes), withRules.with(rules), withServingRules.with(servingRules));
    }

    ServedList served(SegmentRules form) {
        return switch (form) {
            case RULES -> withRules;
            case SERVING_RULES -> withServingRules;
        };
    }
}
