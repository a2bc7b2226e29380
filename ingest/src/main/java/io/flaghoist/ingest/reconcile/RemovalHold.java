package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Hold;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Removals that wait: for SaaS to announce each on its stream, for a person, or for time.
 * Immutable.
 *
 * @param id names exactly this set
 * @param reasons why each document is held, by document in the order of the record keys
 */
public record RemovalHold(String id, Map<DocumentKey, String> reasons) {
    private static final int MAX_EXAMPLES = 5;

    public RemovalHold {
        reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    }

    /** Of a set that is not empty. */
    static RemovalHold of(Map<DocumentKey, String> reasons) {
        var sorted = new TreeMap<DocumentKey, String>(Comparator.comparing(DocumentKey::text));
        sorted.putAll(reasons);
        return new RemovalHold(Hold.idOf(sorted.keySet()), sorted);
    }

    public int size() {
        return reasons.size();
    }

    /** How many of what, with examples: {@code 40 flags (a, b, c, d, e …)}. */
    public String words() {
        Map<String, List<String>> byDomain =
                reasons.keySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        key -> key.domain().word(),
                                        TreeMap::new,
                                        Collectors.mapping(
                                                RemovalHold::shortly, Collectors.toList())));
        return byDomain.entrySet().stream()
                .map(entry -> words(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** What a person must know, and can do. */
    public String describe(EnvironmentId environment) {
        // A log line has room for the beginning alone.
        return "%d removals are held. If they are meant: ./flaghoist confirm --env %s --hold %s. They are %s: %s"
                .formatted(size(), environment, id, words(), why());
    }

    /** Why, without repetition. */
    public String why() {
        return reasons.values().stream().distinct().collect(Collectors.joining("; "));
    }

    private static String words(String domain, List<String> identifiers) {
        String examples =
                identifiers.stream().limit(MAX_EXAMPLES).collect(Collectors.joining(", "));
        return "%d × %s (%s%s)"
                .formatted(
                        identifiers.size(),
                        domain,
                        examples,
                        identifiers.size() > MAX_EXAMPLES ? " …" : "");
    }

    /** Hashes of keys are distinguished by their beginning. */
    private static String shortly(DocumentKey key) {
        return key instanceof DocumentKey.OfApiKey(var hash)
                ? hash.value().substring(0, 12)
                : key.identifier();
    }
}
