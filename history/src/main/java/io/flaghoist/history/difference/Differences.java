package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

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
        boolean isWhole =
                Stream.of(change.before(), change.after())
                        .flatMap(Optional::stream)
                        .allMatch(content -> content.document().isPresent());
        if (isWhole) {
            return between(
                    change.key(),
                    change.before().flatMap(Content::document),
                    change.after().flatMap(Content::document));
        }
        String text =
                "%s: too large to be told field by field; content %s → %s"
                        .formatted(
                                change.kind().word(),
                                digits(change.before()),
                                digits(change.after()));
        return List.of(
                new Difference(
                        "",
                        change.before().map(Differences::known).orElse(null),
                        change.after().map(Differences::known).orElse(null),
                        text));
    }

    private static JsonNode known(Content content) {
        return content.document()
                .<JsonNode>map(CanonicalJson::tree)
                .orElseGet(() -> Json.object().put("sha256", content.sha256()));
    }

    private static String digits(Optional<Content> side) {
        return side.map(content -> Texts.quoted(Summary.firstDigits(content.sha256())))
                .orElse("nothing");
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
        var both =
                new ComparedNode(
                        "",
                        before.map(CanonicalJson::tree).orElse(null),
                        after.map(CanonicalJson::tree).orElse(null));
        if (both.only().isEmpty()) {
            replaced(key.domain(), both, findings);
        } else if (both.isAdded()) {
            findings.add(both, Summary.created(key.domain(), both.either()));
        } else {
            findings.add(both, Summary.removed(key.domain(), both.either()));
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
        return compare(
                bodies(before, it -> Optional.of(it.body())),
                bodies(after, it -> Optional.of(it.body())));
    }

    /**
     * Two environments: their flags and groups without what is the same nowhere, such as versions,
     * times, the ids of rules, keys and the environment's own name. Rules are known by their place:
     * {@code rules[#1]}.
     */
    public static List<DocumentDifference> acrossEnvironments(
            Collection<? extends Document> one, Collection<? extends Document> other) {
        return compare(bodies(one, Normalizer::normalized), bodies(other, Normalizer::normalized));
    }

    private static List<DocumentDifference> compare(
            Map<DocumentKey, CanonicalJson> before, Map<DocumentKey, CanonicalJson> after) {
        var keys = new TreeSet<DocumentKey>(BY_DOMAIN_AND_IDENTIFIER);
        keys.addAll(before.keySet());
        keys.addAll(after.keySet());
        var documents = new ArrayList<DocumentDifference>();
        for (DocumentKey key : keys) {
            Optional<CanonicalJson> was = Optional.ofNullable(before.get(key));
            Optional<CanonicalJson> is = Optional.ofNullable(after.get(key));
            List<Difference> differences = between(key, was, is);
            if (!differences.isEmpty()) {
                ChangeKind one = was.isEmpty() ? ChangeKind.CREATED : ChangeKind.REMOVED;
                boolean isReplaced = was.isPresent() && is.isPresent();
                ChangeKind kind = isReplaced ? ChangeKind.REPLACED : one;
                documents.add(new DocumentDifference(key, kind, differences));
            }
        }
        return documents;
    }

    private static void replaced(Domain domain, ComparedNode both, DifferenceCollector findings) {
        switch (domain) {
            case FLAG -> new FlagDifferences(findings).describe(both);
            case SEGMENT -> new SegmentDifferences(findings).describe(both);
            case API_KEY -> findings.rest(both, Summary.key(both.either()) + ": ", VERSION);
            case ENVIRONMENT -> findings.rest(both, "", VERSION);
        }
        version(both.field("version"), findings);
    }

    /** SaaS counts every change, so the version comes last. */
    private static void version(ComparedNode version, DifferenceCollector findings) {
        if (!version.same() && version.before() != null && version.after() != null) {
            findings.add(version, "version " + Texts.change(version.before(), version.after()));
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
}
