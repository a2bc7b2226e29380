package io.flaghoist.log.transactions;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Open transactions that no coordinator told of, and since when that is seen. Time is this
 * process's own and monotonic. Changed by one thread, read by any.
 */
final class Observations {
    static final int MAX = 1_000;

    /** Partitions that nobody looks at any more, because somebody else owns them. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    /**
     * @param since the first look
     * @param provenSince the first look in which a coordinator could have told, and did not
     */
    private record Observation(long since, Optional<Long> provenSince, long lastSeen) {}

    private final Map<OpenTransaction, Observation> observed = new ConcurrentHashMap<>();

    /** Whether it has not been seen before; not when there are too many. */
    boolean see(OpenTransaction open, boolean proven, long nowNanos) {
        Observation known = observed.get(open);
        if (known == null && observed.size() >= MAX) {
            return false;
        }
        long since = known == null ? nowNanos : known.since();
        Optional<Long> before = known == null ? Optional.empty() : known.provenSince();
        Optional<Long> provenSince = before.isEmpty() && proven ? Optional.of(nowNanos) : before;
        observed.put(open, new Observation(since, provenSince, nowNanos));
        return known == null;
    }

    /** Still there, though nothing new is known of it. */
    void stillOpen(OpenTransaction open, long nowNanos) {
        observed.computeIfPresent(
                open, (_, known) -> new Observation(known.since(), known.provenSince(), nowNanos));
    }

    void forget(OpenTransaction open) {
        observed.remove(open);
    }

    /** Forgets what is no longer open on these partitions, and what nobody looks at any more. */
    void keepOnly(Set<TopicPartition> lookedAt, Collection<OpenTransaction> open, long nowNanos) {
        var stillThere = Set.copyOf(open);
        observed.keySet()
                .removeIf(known ->
                        lookedAt.contains(known.partition()) && !stillThere.contains(known));
        observed.values()
                .removeIf(known -> nowNanos - known.lastSeen() > FORGOTTEN_AFTER.toNanos());
    }

    /** How long ago a look first proved it to be unknown to its coordinator. */
    Duration proven(OpenTransaction open, long nowNanos) {
        Observation known = observed.get(open);
        return known == null
                ? Duration.ZERO
                : known.provenSince()
                        .map(since -> Duration.ofNanos(nowNanos - since))
                        .orElse(Duration.ZERO);
    }

    /** How long ago it was first seen. */
    Duration seen(OpenTransaction open, long nowNanos) {
        Observation known = observed.get(open);
        return known == null ? Duration.ZERO : Duration.ofNanos(nowNanos - known.since());
    }

    Set<OpenTransaction> all() {
        return Set.copyOf(observed.keySet());
    }

    int size() {
        return observed.size();
    }
}
