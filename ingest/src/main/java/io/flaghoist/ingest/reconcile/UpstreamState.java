package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What upstream has, by one full read.
 *
 * @param covered the domains that were read; nothing is known of the others. The environment's own
 *     record is published only once all domains are covered
 * @param documents in the canonical shape; where upstream lists an identifier twice, the greatest
 *     version
 * @param refused what could not be brought into shape
 * @param workingKeys API keys that upstream accepts, whether it lists them or not; as far as known
 */
public record UpstreamState(
        EnvironmentNames names,
        Set<Domain> covered,
        Map<DocumentKey, Document> documents,
        List<RefusedDocument> refused,
        Set<HashedApiKey> workingKeys) {
    public UpstreamState {
        covered = Set.copyOf(covered);
        documents = Map.copyOf(documents);
        refused = List.copyOf(refused);
        workingKeys = Set.copyOf(workingKeys);
    }

    public static UpstreamState of(
            EnvironmentNames names,
            Set<Domain> covered,
            Collection<? extends Document> documents,
            List<RefusedDocument> refused) {
        Map<DocumentKey, Document> byKey =
                documents.stream()
                        .collect(
                                Collectors.toMap(
                                        Document::key,
                                        Function.identity(),
                                        (a, b) ->
                                                a.upstreamVersion() >= b.upstreamVersion()
                                                        ? a
                                                        : b));
        return new UpstreamState(names, covered, byKey, refused, Set.of());
    }

    /** The same, from an upstream that accepts these API keys. */
    public UpstreamState accepting(Set<HashedApiKey> keys) {
        return new UpstreamState(names, covered, documents, refused, keys);
    }

    /** Whether upstream listed nothing at all of a domain that was read. */
    boolean isSilentOn(Domain domain) {
        return covered.contains(domain)
                && documents.keySet().stream().noneMatch(key -> key.domain() == domain)
                && refused.stream().noneMatch(document -> document.domain() == domain);
    }

    /** Whether upstream has something under {@code key} that could not be brought into shape. */
    boolean refuses(DocumentKey key) {
        return refused.stream()
                .anyMatch(document ->
                        document.domain() == key.domain()
                                && (document.identifier().equals(key.identifier())
                                        || !isNameable(document)));
    }

    /** A refused document without a usable name could be any of its domain. */
    private static boolean isNameable(RefusedDocument document) {
        return DocumentKey.of(document.domain(), document.identifier()).isPresent();
    }
}
