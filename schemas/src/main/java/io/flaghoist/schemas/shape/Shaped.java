package io.flaghoist.schemas.shape;

import io.flaghoist.schemas.json.CanonicalJson;
import java.util.List;

/** What came of bringing a document into the canonical shape. */
public sealed interface Shaped {
    /**
     * In shape: every SDK can read it.
     *
     * @param identifier the flag's or segment's own identifier
     * @param version the version that SaaS gave it; 0 where SaaS gave none
     * @param mended the first parts that no SDK could have read as they came: where and what,
     *     without content
     */
    record Accepted(String identifier, long version, CanonicalJson body, List<String> mended)
            implements Shaped {
        public Accepted {
            mended = List.copyOf(mended);
        }
    }

    /**
     * Cannot be served to every SDK.
     *
     * @param identifier the document's identifier as far as it has one, for people; empty where it
     *     has none
     * @param reason where in the document and why, without its content
     */
    record Refused(String identifier, String reason) implements Shaped {}
}
