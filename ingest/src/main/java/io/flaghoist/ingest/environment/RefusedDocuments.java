package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents of one environment that cannot be brought into shape, or that Kafka does not accept.
 * Confined to the worker's thread.
 */
final class RefusedDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedDocuments.class);

    private final EnvironmentId environment;
    private final Map<DocumentKey, RefusedDocument> byKafka = new HashMap<>();
    private List<RefusedDocument> byShape = List.of();

    RefusedDocuments(EnvironmentId environment) {
        this.environment = environment;
    }

    List<RefusedDocument> all() {
        var all = new ArrayList<>(byShape);
        all.addAll(byKafka.values());
        return all;
    }

    /**
     * What a read of those domains could not bring into shape; other domains are left as they are.
     */
    void byRead(Set<Domain> covered, List<RefusedDocument> some) {
        replace(document -> covered.contains(document.domain()), some);
    }

    void byNotice(List<RefusedDocument> some) {
        for (RefusedDocument document : some) {
            if (!byShape.contains(document)) {
                replace(
                        other -> isOf(other, document.domain(), document.identifier()),
                        List.of(document));
            }
        }
    }

    /** The document under {@code key} is in the log as upstream has it. */
    void accepted(DocumentKey key) {
        replace(document -> isOf(document, key.domain(), key.identifier()), List.of());
    }

    private void replace(Predicate<RefusedDocument> outdated, List<RefusedDocument> latest) {
        latest.stream().filter(document -> !byShape.contains(document)).forEach(this::logRefused);
        var all = new ArrayList<>(byShape);
        all.removeIf(outdated);
        all.addAll(latest);
        byShape = List.copyOf(all);
    }

    private static boolean isOf(RefusedDocument document, Domain domain, String identifier) {
        return document.domain() == domain && document.identifier().equals(identifier);
    }

    /** These changes are in the log, but for those that Kafka refused. */
    void written(List<PlannedChange> changes, Map<DocumentKey, String> refusedNow) {
        changes.forEach(change -> {
            if (!refusedNow.containsKey(change.key())) {
                byKafka.remove(change.key());
            }
        });
        refusedNow.forEach((key, reason) -> {
            var document =
                    new RefusedDocument(
                            key.domain(), key.identifier(), "Kafka does not take it: " + reason);
            if (!document.equals(byKafka.put(key, document))) {
                logRefused(document);
            }
        });
    }

    /**
     * A read of those domains led to these changes and no others: what Kafka refused of them and is
     * not among these is in the log as upstream has it, or gone upstream.
     */
    void attempted(Set<Domain> covered, List<PlannedChange> changes) {
        Set<DocumentKey> keys =
                changes.stream().map(PlannedChange::key).collect(Collectors.toSet());
        byKafka.keySet().removeIf(key -> covered.contains(key.domain()) && !keys.contains(key));
    }

    private void logRefused(RefusedDocument document) {
        LOG.warn(
                "Environment {}: {} '{}' is refused; its last good version stays, and where there is none, what requires it is off: {}",
                environment,
                document.domain().word(),
                document.identifier(),
                document.reason());
    }
}
