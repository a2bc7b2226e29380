package io.flaghoist.log;

import io.flaghoist.service.Moment;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Kafka answers, as all clients of this process together know it. The first sign of life
 * after a failure ends the backoff of all clients. Thread-safe.
 */
public final class KafkaContact {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaContact.class);

    /** Limits retries while Kafka answers some clients and not others. */
    private static final Duration BETWEEN_CALLS = Duration.ofSeconds(2);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private @Nullable Moment lostSince;
    private @Nullable Moment lastCall;

    public KafkaContact(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** {@code onContact} is run, on whichever thread, when Kafka answers after it did not. */
    public void onContact(Runnable onContact) {
        waiting.add(onContact);
    }

    public void forget(Runnable onContact) {
        waiting.remove(onContact);
    }

    /** Kafka did not answer. */
    public synchronized void failed() {
        if (lostSince == null) {
            lostSince = Moment.now(clock, nanoTime);
        }
    }

    /** Kafka answered: a commit, an acknowledgement, an admin request. */
    public void answered() {
        if (isBack()) {
            waiting.forEach(Runnable::run);
        }
    }

    private synchronized boolean isBack() {
        Moment since = lostSince;
        if (since == null) {
            return false;
        }
        Moment now = Moment.now(clock, nanoTime);
        Moment last = lastCall;
        if (last != null && last.until(now).compareTo(BETWEEN_CALLS) < 0) {
            return false;
        }
        lastCall = now;
        lostSince = null;
        LOG.info("Kafka answers; it did not at {}", since.wall());
        return true;
    }
}
