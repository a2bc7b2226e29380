package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.Domain;

/**
 * A document of upstream that cannot be served to every SDK. Its last good version stays in the
 * log.
 *
 * @param identifier as far as it has one, for people; empty where it has none
 * @param reason where in the document and why, without its content
 */
public record RefusedDocument(Domain domain, String identifier, String reason) {}
