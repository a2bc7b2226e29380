package io.flaghoist.schemas.document;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of documents of an environment. */
public enum Domain {
    ENVIRONMENT("environment"),
    API_KEY("api-key"),
    FLAG("flag"),
    SEGMENT("segment");

    private final String word;

    Domain(String word) {
        this.word = word;
    }

    /** The word in topics. */
    public String word() {
        return word;
    }

    static Optional<Domain> ofWord(String word) {
        return Arrays.stream(values()).filter(domain -> domain.word.equals(word)).findFirst();
    }

    /** Reads {@link #word()} back. */
    public static Domain require(String word) {
        return ofWord(word)
                .orElseThrow(() -> new IllegalArgumentException("no domain is called " + word));
    }
}
