package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.ingest.upstream.EnvironmentSource.FetchedDocument;
import io.flaghoist.ingest.upstream.EnvironmentSource.Listing;
import io.flaghoist.saas.Answer;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.service.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Events for a worker, filled by the stream's thread and others, emptied by the worker. Bounded:
 * equal events are kept once, notices are coalesced per document, and when there are too many, all
 * are dropped in favour of a full read.
 */
final class EventQueue {
    static final int MAX_NOTICES = 10_000;

    /** An event other than a notice. */
    sealed interface Event {}

    /** An event of the source that the worker follows. */
    sealed interface SourceEvent extends Event {}

    /** An event of the environment's log. */
    sealed interface LogEvent extends Event {}

    record SourceAppeared(EnvironmentSource source) implements Event {}

    record SourceVanished() implements Event {}

    /** The orders of the environment have changed, or the worker has to end. */
    record Woken() implements Event {}

    record StreamOpened() implements SourceEvent {}

    record StreamEnded(String reason, boolean credentialsRefused) implements SourceEvent {}

    /** Only a full read shows what has changed. */
    record Doubt(String why) implements SourceEvent {}

    /** A list was read; there is one read at a time of each domain. */
    record Listed(Domain domain, Answer<Listing> answer) implements SourceEvent {}

    /**
     * A document was fetched; the worker bounds how many are.
     *
     * @param beganNanos monotonic clock
     */
    record Fetched(DocumentKey key, long beganNanos, Answer<FetchedDocument> answer)
            implements SourceEvent {}

    /**
     * An ownership has ended.
     *
     * @param since when the last write succeeded
     */
    record OwnershipLost(long ownership, String reason, Instant since) implements LogEvent {}

    /** The log may hold foreign records, or lack own ones. */
    record LogSuspicious(String why) implements LogEvent {}

    /** Kafka answers again. */
    record KafkaAnswers() implements LogEvent {}

    /** Everything that has arrived since the last call of {@link #take}. */
    record Batch(List<PendingNotice> notices, int dropped, List<Event> events) {}

    private final Runnable onDoubt;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<DocumentKey, PendingNotice> notices = new LinkedHashMap<>();
    private final Set<Event> events = new LinkedHashSet<>();
    private @Nullable EnvironmentSource source;
    private @Nullable Moment oldestTaken;
    private long stream;
    private int dropped;

    /**
     * @param onDoubt called at once, on any thread, when the stream delivered something unknown
     */
    EventQueue(Runnable onDoubt) {
        this.onDoubt = onDoubt;
    }

    /** From now on only events of this source are accepted. */
    void appeared(EnvironmentSource appeared) {
        put(() -> {
            forgetSource();
            source = appeared;
            events.add(new SourceAppeared(appeared));
        });
    }

    void vanished() {
        put(() -> {
            forgetSource();
            events.add(new SourceVanished());
        });
    }

    private void forgetSource() {
        source = null;
        stream++;
        events.removeIf(SourceEvent.class::isInstance);
    }

    /**
     * From now on only events of this stream are accepted.
     *
     * @return its number
     */
    long newStream() {
        lock.lock();
        try {
            events.removeIf(event -> event instanceof StreamOpened || event instanceof StreamEnded);
            return ++stream;
        } finally {
            lock.unlock();
        }
    }

    void streamEvent(long from, SourceEvent event) {
        put(() -> {
            if (from == stream) {
                events.add(event);
            }
        });
    }

    void notice(long from, PendingNotice notice) {
        put(() -> {
            if (from == stream) {
                notices.merge(notice.key(), notice, PendingNotice::followedBy);
                if (notices.size() > MAX_NOTICES) {
                    onDoubt.run();
                    dropped += notices.size();
                    notices.clear();
                }
            }
        });
    }

    /** The stream delivered something that only a full read can clarify. */
    void doubt(long from, String why) {
        onDoubt.run();
        streamEvent(from, new Doubt(why));
    }

    /** A request to a source was answered. */
    void answered(EnvironmentSource from, SourceEvent answer) {
        put(() -> {
            if (from.equals(source)) {
                events.add(answer);
            }
        });
    }

    void add(LogEvent event) {
        put(() -> events.add(event));
    }

    void wake() {
        put(() -> events.add(new Woken()));
    }

    private void put(Runnable change) {
        lock.lock();
        try {
            change.run();
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits at most this long for an event; may return none. Notices stay unsettled until the
     * worker calls {@link #unsettled}.
     */
    Batch take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (events.isEmpty() && notices.isEmpty() && dropped == 0 && left > 0) {
                left = arrived.awaitNanos(left);
            }
            var batch =
                    new Batch(new ArrayList<>(notices.values()), dropped, new ArrayList<>(events));
            oldestTaken = oldest(oldestTaken);
            notices.clear();
            events.clear();
            dropped = 0;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Of the notices taken, those since {@code oldest} are not in the log; none if empty. */
    void unsettled(Optional<Moment> oldest) {
        put(() -> oldestTaken = oldest.orElse(null));
    }

    /** When the oldest notice arrived that is not in the log; any thread. */
    Optional<Moment> oldestUnsettled() {
        lock.lock();
        try {
            return Optional.ofNullable(oldest(oldestTaken));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Moment oldest(@Nullable Moment first) {
        Moment oldest = first;
        for (PendingNotice notice : notices.values()) {
            oldest =
                    oldest == null || notice.arrived().isBefore(oldest) ? notice.arrived() : oldest;
        }
        return oldest;
    }
}
