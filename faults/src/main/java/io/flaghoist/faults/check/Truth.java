package io.flaghoist.faults.check;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What SaaS held of one environment over the time of a run. Thread-safe: whoever judges waits for a
 * change that is being made.
 *
 * <p>A change that was asked for at t0 and confirmed at t1 happened in between: until t1 SaaS may
 * have held what was before, from t0 on it may have held what is now.
 */
public final class Truth {
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final Supplier<Duration> clock;
    private final Map<DocumentKey, List<Era>> held = new HashMap<>();
    private long changes;

    /**
     * @param clock the time since the run began; never goes back
     */
    public Truth(Supplier<Duration> clock) {
        this.clock = clock;
    }

    /** Some content of a document, from the first to the last moment at which it may have stood. */
    private record Era(Content content, Duration from, Duration until) {
        Era ending(Duration at) {
            return new Era(content, from, at);
        }
    }

    /**
     * Makes a change in SaaS and remembers when.
     *
     * @param change returns what SaaS holds afterwards, {@link Content#ABSENT} after a removal;
     *     where it throws, SaaS holds what it held
     */
    public synchronized void change(DocumentKey key, Supplier<Content> change) {
        Duration asked = clock.get();
        Content content = change.get();
        Duration confirmed = clock.get();
        List<Era> eras = held.computeIfAbsent(key, _ -> beforeAll());
        eras.addLast(eras.removeLast().ending(confirmed));
        eras.addLast(new Era(content, asked, FOR_EVER));
        changes++;
    }

    private static List<Era> beforeAll() {
        return new ArrayList<>(List.of(new Era(Content.ABSENT, Duration.ZERO, FOR_EVER)));
    }

    /** Every document that SaaS ever held. */
    public synchronized Set<DocumentKey> keys() {
        return Set.copyOf(new HashSet<>(held.keySet()));
    }

    /** How many changes were made. */
    public synchronized long changes() {
        return changes;
    }

    /**
     * The last moment up to {@code at} at which SaaS may have held this content; empty when it
     * never held it before.
     */
    public synchronized Optional<Duration> lastHeld(DocumentKey key, Content content, Duration at) {
        return held.getOrDefault(key, beforeAll()).stream()
                .filter(era -> era.content().equals(content) && era.from().compareTo(at) <= 0)
                .map(era -> era.until().compareTo(at) < 0 ? era.until() : at)
                .max(Duration::compareTo);
    }
}
