package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The versions under which documents were served, beyond what an image remembers: of removed ones,
 * from their tombstones, and of records that are not ours but may have been served. They only grow.
 * Bounded by the tombstones that the topic holds, and by {@link #MAX_REMEMBERED}. Confined to the
 * thread of the environment's worker.
 */
public final class ServedVersions {
    static final int MAX_REMEMBERED = 200_000;

    /** Numbers beyond this are not the same in every SDK; a forged one is not exceeded. */
    private static final long MAX_OUTDONE = 1L << 52;

    private final Map<DocumentKey, Long> versions = new HashMap<>();

    /** The document under {@code key} was served under {@code version}. */
    public void remember(DocumentKey key, long version) {
        if (version > 0
                && version <= MAX_OUTDONE
                && (versions.size() < MAX_REMEMBERED || versions.containsKey(key))) {
            versions.merge(key, version, Math::max);
        }
    }

    /**
     * The greatest version under which it was served, of those that are remembered here or there.
     */
    public OptionalLong greatest(DocumentKey key, OptionalLong elsewhere) {
        Long here = versions.get(key);
        if (here == null) {
            return elsewhere;
        }
        return OptionalLong.of(Math.max(here, elsewhere.orElse(0)));
    }
}
