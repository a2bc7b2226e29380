package io.flaghoist.ingest.upstream;

import io.flaghoist.schemas.document.Domain;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs documents with parts that no SDK could read, once each until the parts change: they are
 * served as the reference evaluator reads them. Thread-safe.
 */
final class MendedParts {
    private static final Logger log = LoggerFactory.getLogger(MendedParts.class);

    private record Key(Domain domain, String identifier) {}

    private final ConcurrentMap<Key, List<String>> reported = new ConcurrentHashMap<>();

    /**
     * @param identifier valid
     * @param mended where and what, without content; empty for a document that needed no mending
     */
    void look(Domain domain, String identifier, List<String> mended) {
        var key = new Key(domain, identifier);
        if (mended.isEmpty()) {
            reported.remove(key);
        } else if (!mended.equals(reported.put(key, mended))) {
            log.warn(
                    "The {} {} has parts that SDKs could not read; it is served as Harness's own evaluator takes"
                            + " them. Check it at Harness: {}",
                    domain.word(),
                    identifier,
                    String.join("; ", mended));
        }
    }
}
