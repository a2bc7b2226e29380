package io.flaghoist.edge.target.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flaghoist.edge.target.SeenTargets;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.Target;
import java.time.Duration;
import java.util.Optional;

/**
 * Complete targets too large for a token that authenticated at this edge, in memory. The least used
 * are evicted when the limit is reached. Thread-safe.
 */
final class RecentTargets implements SeenTargets, AppliedTargets {
    /** Overhead of an entry. */
    private static final int OVERHEAD = 256;

    private final PrivateAttributes privateAttributes;
    private final TargetMeters meters;
    private final Cache<Key, Entry> entries;

    private record Key(EnvironmentId environment, String identifier) {}

    /** A target as JSON, a fifth of the size of its tree, and the hash of its public content. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] json, String publicContent) {}

    /**
     * @param maxBytes of all entries
     * @param retention how long a target is kept
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
                        .executor(Runnable::run) // counts immediately, on the thread of the put
                        .evictionListener((_, _, cause) -> {
                            if (cause == com.github.benmanes.caffeine.cache.RemovalCause.SIZE) {
                                meters.evicted.inc();
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
            entries.invalidate(key); // an earlier, larger version
            return;
        }
        meters.large.inc();
        String content = privateAttributes.record(identifier, target, 0).contentHash();
        entries.put(key, new Entry(Json.write(target), content));
    }

    /** If the content in the log differs, the log is newer. */
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

    /** The target as JSON; empty if it is not in memory. */
    Optional<byte[]> json(EnvironmentId environment, String identifier) {
        Entry entry = entries.getIfPresent(new Key(environment, identifier));
        return entry == null ? Optional.empty() : Optional.of(entry.json());
    }

    /** Current size in bytes; at most the limit. */
    public long bytes() {
        return entries.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }
}
