package io.flaghoist.simulator.state;

import java.util.Optional;

/** The kinds of documents of an environment. */
public enum DocumentKind {
    /** A FeatureConfig; its identifier is the field {@code feature}. */
    FLAG("flags", "flags", "feature"),
    /** A target group with {@code rules} and {@code servingRules}. */
    SEGMENT("segments", "segments", "identifier"),
    /** An SDK key: identifier, name, type and SHA-256; never the key itself. */
    API_KEY("api-keys", "apiKeys", "identifier"),
    /** A target as the admin service lists it. */
    TARGET("targets", "targets", "identifier");

    private final String path;
    private final String seedField;
    private final String identifierField;

    DocumentKind(String path, String seedField, String identifierField) {
        this.path = path;
        this.seedField = seedField;
        this.identifierField = identifierField;
    }

    /** The collection's name in control paths. */
    public String path() {
        return path;
    }

    /** The collection's name in a seed. */
    public String seedField() {
        return seedField;
    }

    /** The field of a document that holds its identifier. */
    public String identifierField() {
        return identifierField;
    }

    /** Whether SaaS counts versions of documents of this kind. */
    public boolean versioned() {
        return this == FLAG || this == SEGMENT;
    }

    static Optional<DocumentKind> ofPath(String path) {
        for (var kind : values()) {
            if (kind.path.equals(path)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /**
     * The kind whose collection is called {@code path}.
     *
     * @throws RefusedException 404 when no collection is called so
     */
    public static DocumentKind requirePath(String path) {
        return ofPath(path)
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "no collection '"
                                        + path
                                        + "'; there are flags, segments, api-keys and targets"));
    }
}
