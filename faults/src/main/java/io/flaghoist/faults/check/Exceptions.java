package io.flaghoist.faults.check;

import io.flaghoist.schemas.document.DocumentKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The documents that an answer says are not as SaaS has them, with good reason.
 *
 * @param named by key
 * @param unnamed how many more there are, which may be any
 */
public record Exceptions(Set<DocumentKey> named, int unnamed) {
    public static final Exceptions NONE = new Exceptions(Set.of(), 0);

    public Exceptions {
        named = Set.copyOf(named);
    }

    /**
     * Reads the header {@code Flaghoist-Held}: {@code flag/dark_mode, segment/beta, +3}.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static Exceptions of(Optional<String> header) {
        var named = new HashSet<DocumentKey>();
        int unnamed = 0;
        for (String part : header.map(text -> text.split(",", -1)).orElse(new String[0])) {
            String word = part.strip();
            if (word.matches("\\+[0-9]{1,6}")) {
                unnamed += Integer.parseInt(word.substring(1));
            } else {
                named.add(key(word));
            }
        }
        return new Exceptions(named, unnamed);
    }

    private static DocumentKey key(String word) {
        return DocumentKey.parse(
                        URLDecoder.decode(word.replace("+", "%2B"), StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no document"));
    }
}
