package io.flaghoist.ingest.upstream;

import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.util.List;
import java.util.Set;

/**
 * All documents of one domain of an environment.
 *
 * @param names as the token of this read names the environment
 * @param workingKeys of a list of API keys: those of ingest's own that it lacks and that upstream
 *     accepts all the same, or may accept
 */
public record Listing(
        EnvironmentNames names,
        Domain domain,
        List<? extends Document> documents,
        List<RefusedDocument> refused,
        Set<HashedApiKey> workingKeys) {}
