package io.flaghoist.schemas.shape;

import io.flaghoist.schemas.json.CanonicalJson;
import java.util.List;

/** The result of converting a document to the canonical shape. */
public sealed interface Shaped {
    /**
     * Converted: every SDK can read it.
     *
     * @param identifier the flag's or segment's own identifier
     * @param version its version in SaaS; 0 if it has none
     * @param mended the first repaired parts: path and problem, without content
     */
    record Accepted(String identifier, long version, CanonicalJson body, List<String> mended)
            implements Shaped {
        public Accepted {
            mended = List.copyOf(mended);
        }
    }

    /**
     * It cannot be served to every SDK.
     *
     * @param identifier the document's identifier in printable form; empty if it has none
     * @param reason path and problem, without content
     */
    record Refused(String identifier, String reason) implements Shaped {}
}
