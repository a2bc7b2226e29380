package io.flaghoist.edge.target.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flaghoist.edge.metrics.TargetMeters;
import io.flaghoist.edge.target.SeenTargets;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.Target;
import java.time.Duration;
import java.util.Optional;

/**
 * The targets too large for a token that authenticated at this very edge, whole, in memory. The
 * least used give way when the bytes are used up. Thread-safe.
 */
public final class RecentTargets implements SeenTargets, AppliedTargets {
    /** What an entry costs beside its bytes. */
    private static final int OVERHEAD = 256;

    private final PrivateAttributes privateAttributes;
    private final TargetMeters meters;
    private final Cache<Key, Entry> entries;

    private record Key(EnvironmentId environment, String identifier) {}

    /** A target as JSON, which weighs a fifth of its tree, and the content that is public of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] json, String publicContent) {}

    /**
     * @param maxBytes of all entries together
     * @param retention how long a target is remembered
     */
    public RecentTargets(
            PrivateAttributes privateAttributes,
            long maxBytes,
            Duration retention,
            TargetMeters meters) {
        this.privateAttributes = privateAttributes;
        this.meters = meters;
        this.entries =
                Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Key key, Entry entry) ->
                                OVERHEAD + 2 * key.identifier().length() + entry.json().length)
                        .expireAfterWrite(retention)
                        .executor(Runnable::run) // counts at once, on whose put it happened
                        .evictionListener((_, _, cause) -> {
                            if (cause == com.github.benmanes.caffeine.cache.RemovalCause.SIZE) {
                                meters.evicted();
                            }
                        })
                        .build();
    }

    @Override
    public void seen(EnvironmentId environment, Target target, boolean inToken) {
        String identifier = target.identifier();
        if (identifier == null || identifier.isEmpty()) {
            return;
        }
        var key = new Key(environment, identifier);
        if (inToken) {
            entries.invalidate(key); // what it was before, when it was larger
            return;
        }
        meters.large();
        String content = privateAttributes.record(identifier, target, 0).contentHash();
        entries.put(key, new Entry(Json.write(target), content));
    }

    /** The log says of this target what this edge has not said: then the log is newer. */
    @Override
    public void applied(
            EnvironmentId environment, String identifier, Optional<String> contentHash) {
        var key = new Key(environment, identifier);
        Entry entry = entries.getIfPresent(key);
        if (entry != null && !contentHash.equals(Optional.of(entry.publicContent()))) {
            entries.asMap().remove(key, entry);
        }
    }

    @Override
    public boolean cares(EnvironmentId environment, String identifier) {
        return entries.getIfPresent(new Key(environment, identifier)) != null;
    }

    /** The target as JSON; empty when it is not remembered. */
    Optional<byte[]> json(EnvironmentId environment, String identifier) {
        Entry entry = entries.getIfPresent(new Key(environment, identifier));
        return entry == null ? Optional.empty() : Optional.of(entry.json());
    }

    /** What is remembered now, in bytes; at most the limit. */
    public long bytes() {
        return entries.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }
}
