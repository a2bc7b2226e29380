package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions of a document, field by field, in the order in which a person
 * would read the document; the version itself comes last. Equal content has no differences, and
 * content that is not equal has at least one. The order of the fields of an object is not content.
 */
public final class Differences {
    private static final Comparator<DocumentKey> BY_DOMAIN_AND_IDENTIFIER =
            Comparator.comparing(DocumentKey::domain).thenComparing(DocumentKey::identifier);

    private static final Set<String> VERSION = Set.of("version");

    private Differences() {}

    /**
     * What a change did.
     *
     * <p>Of a document that was too large for the history only the hash is known: then there is one
     * difference, which says so.
     */
    public static List<Difference> of(HistoryRecord change) {
        return TooLarge.difference(change)
                .map(List::of)
                .orElseGet(() ->
                        between(
                                change.key(),
                                change.before().flatMap(HistoryRecord.Content::document),
                                change.after().flatMap(HistoryRecord.Content::document)));
    }

    /**
     * Two versions of the document under {@code key}, of which one may be missing; both in any
     * shape, down to objects that are no such document.
     */
    public static List<Difference> between(
            DocumentKey key, Optional<CanonicalJson> before, Optional<CanonicalJson> after) {
        if (before.equals(after)) {
            return List.of();
        }
        var findings = new DifferenceCollector();
        var both = new ComparedNode(Path.ROOT, tree(before), tree(after));
        if (both.before() == null && both.after() != null) {
            findings.add(both, Summary.created(key.domain(), both.after()));
        } else if (both.before() != null && both.after() == null) {
            findings.add(both, Summary.removed(key.domain(), both.before()));
        } else {
            replaced(key.domain(), both, findings);
        }
        return findings.list();
    }

    /** A document in a line: {@code boolean flag, on, default `true`, 2 rules}. */
    public static String summary(Document document) {
        return Summary.of(document.key().domain(), document.body().tree());
    }

    /** Two states of one environment, by domain and identifier. */
    public static List<DocumentDifference> between(
            Collection<? extends Document> before, Collection<? extends Document> after) {
        return between(bodies(before, Differences::whole), bodies(after, Differences::whole));
    }

    /**
     * Two environments: their flags and groups without what is the same nowhere, such as versions,
     * times, the ids of rules, keys and the environment's own name. Rules are known by their place:
     * {@code rules[#1]}.
     */
    public static List<DocumentDifference> acrossEnvironments(
            Collection<? extends Document> one, Collection<? extends Document> other) {
        return between(bodies(one, Neutral::of), bodies(other, Neutral::of));
    }

    private static List<DocumentDifference> between(
            Map<DocumentKey, CanonicalJson> before, Map<DocumentKey, CanonicalJson> after) {
        var keys = new TreeSet<DocumentKey>(BY_DOMAIN_AND_IDENTIFIER);
        keys.addAll(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .flatMap(key ->
                        document(
                                key,
                                Optional.ofNullable(before.get(key)),
                                Optional.ofNullable(after.get(key)))
                                .stream())
                .toList();
    }

    private static Optional<DocumentDifference> document(
            DocumentKey key, Optional<CanonicalJson> before, Optional<CanonicalJson> after) {
        List<Difference> differences = between(key, before, after);
        ChangeKind kind =
                before.isEmpty()
                        ? ChangeKind.CREATED
                        : after.isEmpty() ? ChangeKind.REMOVED : ChangeKind.REPLACED;
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(new DocumentDifference(key, kind, differences));
    }

    private static void replaced(Domain domain, ComparedNode both, DifferenceCollector findings) {
        switch (domain) {
            case FLAG -> new FlagDifferences(findings).tell(both);
            case SEGMENT -> new SegmentDifferences(findings).tell(both);
            case API_KEY -> findings.rest(both, Summary.key(both) + ": ", VERSION);
            case ENVIRONMENT -> findings.rest(both, "", VERSION);
        }
        version(both.field("version"), findings);
    }

    /** SaaS counts every change, so the version alone tells nobody anything. */
    private static void version(ComparedNode version, DifferenceCollector findings) {
        if (!version.same() && version.before() != null && version.after() != null) {
            findings.add(version, "version " + Words.change(version.before(), version.after()));
        } else {
            findings.named(version, "", "version");
        }
    }

    private static Map<DocumentKey, CanonicalJson> bodies(
            Collection<? extends Document> documents,
            Function<Document, Optional<CanonicalJson>> form) {
        var bodies = new HashMap<DocumentKey, CanonicalJson>();
        for (Document document : documents) {
            form.apply(document).ifPresent(body -> bodies.put(document.key(), body));
        }
        return bodies;
    }

    private static Optional<CanonicalJson> whole(Document document) {
        return Optional.of(document.body());
    }

    private static @Nullable JsonNode tree(Optional<CanonicalJson> document) {
        return document.map(CanonicalJson::tree).orElse(null);
    }
}
