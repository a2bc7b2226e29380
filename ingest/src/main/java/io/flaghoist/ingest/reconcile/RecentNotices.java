package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What recent notices announced. A full read answered by a replica of SaaS that lags behind would
 * take it back: a new flag would vanish, a deleted one return. Confined to one thread; bounded,
 * oldest forgotten first.
 */
public final class RecentNotices {
    static final int MAX_REMEMBERED = 10_000;

    /** What the last notice about a document announced. */
    private sealed interface Announced {
        long atNanos();

        /** It is there. */
        record Saved(long atNanos) implements Announced {}

        /** It is gone; as the log had it, which it may not have. */
        record Removed(Optional<Document> document, long atNanos) implements Announced {}
    }

    private final Map<DocumentKey, Announced> announced = new LinkedHashMap<>();
    private final Duration settle;

    public RecentNotices(Duration settle) {
        this.settle = settle;
    }

    /**
     * A notice led to a new state of the document under {@code key}.
     *
     * @param nowNanos the monotonic clock
     */
    public void saved(DocumentKey key, long nowNanos) {
        remember(key, new Announced.Saved(nowNanos));
    }

    /**
     * A notice announced that the document under {@code key} is gone.
     *
     * @param before as the log had it; empty when it had not: a full read that is under way may
     *     list it all the same
     */
    public void removed(DocumentKey key, Optional<Document> before, long nowNanos) {
        remember(key, new Announced.Removed(before, nowNanos));
    }

    /**
     * Whether a full read that lacks {@code key} may be older than the notice that announced it.
     */
    boolean contradictsAbsence(DocumentKey key, long nowNanos) {
        return recent(key, nowNanos) instanceof Announced.Saved;
    }

    /** Whether {@code document} in a full read may be what a notice just announced as removed. */
    boolean contradictsReturn(Document document, long nowNanos) {
        return recent(document.key(), nowNanos) instanceof Announced.Removed(var before, _)
                && before.map(gone -> document.upstreamVersion() <= gone.upstreamVersion())
                        .orElse(true);
    }

    /**
     * Whether {@code document} is byte for byte what a notice announced as removed a moment ago:
     * then the read that gave it was stale.
     */
    public boolean isGhost(Document document, long nowNanos) {
        return recent(document.key(), nowNanos) instanceof Announced.Removed(var before, _)
                && before.filter(gone -> gone.upstreamSha256().equals(document.upstreamSha256()))
                        .isPresent();
    }

    private void remember(DocumentKey key, Announced what) {
        announced.remove(key); // so that it moves to the end
        announced.put(key, what);
        if (announced.size() > MAX_REMEMBERED) {
            announced.remove(announced.keySet().iterator().next());
        }
    }

    private @Nullable Announced recent(DocumentKey key, long nowNanos) {
        Announced last = announced.get(key);
        return last == null || nowNanos - last.atNanos() >= settle.toNanos() ? null : last;
    }
}
