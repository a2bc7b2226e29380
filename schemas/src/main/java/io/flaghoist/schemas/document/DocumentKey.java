package io.flaghoist.schemas.document;

import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.shape.Identifiers;
import java.util.Optional;

/**
 * Identifies a document within its environment; its text is the record key on the config and
 * history topics.
 */
public sealed interface DocumentKey {
    /** The environment's own record. */
    record OfEnvironment() implements DocumentKey {
        @Override
        public Domain domain() {
            return Domain.ENVIRONMENT;
        }

        @Override
        public String identifier() {
            return "";
        }
    }

    /** An SDK key, by its hash. */
    record OfApiKey(HashedApiKey hash) implements DocumentKey {
        @Override
        public Domain domain() {
            return Domain.API_KEY;
        }

        @Override
        public String identifier() {
            return hash.value();
        }
    }

    /** A flag. */
    record OfFlag(String identifier) implements DocumentKey {
        public OfFlag {
            requireValid(identifier);
        }

        @Override
        public Domain domain() {
            return Domain.FLAG;
        }
    }

    /** A target group. */
    record OfSegment(String identifier) implements DocumentKey {
        public OfSegment {
            requireValid(identifier);
        }

        @Override
        public Domain domain() {
            return Domain.SEGMENT;
        }
    }

    Domain domain();

    /**
     * The identifier within the domain; empty for the environment's record, the hash for an API
     * key.
     */
    String identifier();

    /**
     * The record key: {@code environment}, {@code api-key/<sha256>}, {@code flag/<id>} or {@code
     * segment/<id>}.
     */
    default String text() {
        return switch (this) {
            case OfEnvironment _ -> Domain.ENVIRONMENT.word();
            case OfApiKey _, OfFlag _, OfSegment _ -> domain().word() + "/" + identifier();
        };
    }

    /** Parses {@link #text()}; empty if invalid. */
    static Optional<DocumentKey> parse(String text) {
        if (text.equals(Domain.ENVIRONMENT.word())) {
            return Optional.of(new OfEnvironment());
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String identifier = text.substring(slash + 1);
        return Domain.ofWord(text.substring(0, slash)).flatMap(domain -> of(domain, identifier));
    }

    /** The key of {@code identifier} in {@code domain}; empty if the identifier is invalid. */
    static Optional<DocumentKey> of(Domain domain, String identifier) {
        return switch (domain) {
            case ENVIRONMENT ->
                    identifier.isEmpty() ? Optional.of(new OfEnvironment()) : Optional.empty();
            case API_KEY ->
                    HashedApiKey.isValid(identifier)
                            ? Optional.of(new OfApiKey(new HashedApiKey(identifier)))
                            : Optional.empty();
            case FLAG ->
                    Identifiers.isValid(identifier)
                            ? Optional.of(new OfFlag(identifier))
                            : Optional.empty();
            case SEGMENT ->
                    Identifiers.isValid(identifier)
                            ? Optional.of(new OfSegment(identifier))
                            : Optional.empty();
        };
    }

    private static void requireValid(String identifier) {
        if (!Identifiers.isValid(identifier)) {
            throw new IllegalArgumentException("not a flag or segment identifier");
        }
    }
}
