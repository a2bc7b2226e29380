package io.flaghoist.schemas.document;

import java.util.Locale;

/** The kind of SDKs that a key is for; the word is the token's claim {@code key_type}. */
public enum KeyType {
    SERVER("Server"),
    CLIENT("Client"),
    UNKNOWN("");

    private final String word;

    KeyType(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /**
     * Reads SaaS's spellings ({@code server}, {@code Server}, …); anything else is {@link
     * #UNKNOWN}.
     */
    public static KeyType ofWord(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "server" -> SERVER;
            case "client" -> CLIENT;
            default -> UNKNOWN;
        };
    }
}
