package io.flaghoist.schemas.record;

import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.document.DocumentKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Identifies a set of removals that wait for a confirmation. */
public final class Hold {
    private static final int LENGTH = 16;

    private Hold() {}

    /**
     * The id of this set of keys, 16 hexadecimal digits. Another set has another id, so that a
     * confirmation applies only to the set that was seen.
     */
    public static String idOf(Collection<DocumentKey> keys) {
        var text = new StringBuilder();
        keys.stream().map(DocumentKey::text).sorted().forEach(key -> text.append(key).append('\n'));
        return Digests.sha256Hex(text.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, LENGTH);
    }
}
