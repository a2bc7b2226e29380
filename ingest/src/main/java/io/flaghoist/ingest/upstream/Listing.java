package io.flaghoist.ingest.upstream;

import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.util.List;

/**
 * All flags and segments of an environment.
 *
 * @param names as the token of this read names the environment
 */
public record Listing(
        EnvironmentNames names, List<Document> documents, List<RefusedDocument> refused) {}
