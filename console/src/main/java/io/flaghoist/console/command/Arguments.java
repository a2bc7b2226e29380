package io.flaghoist.console.command;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.topic.TopicCatalogue;

/** Parses arguments. */
final class Arguments {
    private Arguments() {}

    static EnvironmentId environment(String text) {
        if (!EnvironmentId.isValid(text)) {
            throw new BadArgumentException(
                    "--env takes an environment's id, for instance 8d1f2c34-0000-4000-8000-000000000001.");
        }
        return new EnvironmentId(text);
    }

    static TopicCatalogue prefix(String text) {
        try {
            return new TopicCatalogue(text);
        } catch (IllegalArgumentException e) {
            throw new BadArgumentException("--prefix: " + e.getMessage() + ".");
        }
    }

    static DocumentKey flag(String identifier) {
        return of(Domain.FLAG, identifier, "--flag");
    }

    static DocumentKey segment(String identifier) {
        return of(Domain.SEGMENT, identifier, "--segment");
    }

    static DocumentKey key(String text) {
        return DocumentKey.parse(text)
                .orElseThrow(() ->
                        new BadArgumentException(
                                "--key takes the key of a document: environment, api-key/<sha256>, flag/<id> or segment/<id>."));
    }

    private static DocumentKey of(Domain domain, String identifier, String option) {
        return DocumentKey.of(domain, identifier)
                .orElseThrow(() ->
                        new BadArgumentException(option + " takes an identifier of Harness."));
    }
}
