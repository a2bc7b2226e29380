package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.FetchedDocument;
import io.flaghoist.ingest.upstream.Listing;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Answer;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.service.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has to attend to. Filled by the stream's thread and others, emptied by the worker.
 * Bounded: notices are coalesced per document, and when there are still too many all are given up
 * for one full read.
 */
final class Mailbox {
    static final int MAX_NOTICES = 10_000;

    /** What arrived since the last look. */
    record Mail(
            List<PendingNotice> notices,
            int dropped,
            boolean streamOpened,
            @Nullable StreamEnd streamEnd,
            @Nullable String doubt,
            Map<Domain, Answer<Listing>> listings,
            List<Fetched> fetched,
            boolean ordered,
            @Nullable UpstreamSession claim,
            LogNews log) {
        static final Mail NONE =
                new Mail(
                        List.of(),
                        0,
                        false,
                        null,
                        null,
                        Map.of(),
                        List.of(),
                        false,
                        null,
                        LogNews.NONE);

        boolean isEmpty() {
            return equals(NONE);
        }
    }

    record StreamEnd(String reason, boolean credentialsRefused) {}

    /**
     * What one fetch of one document brought.
     *
     * @param beganNanos monotonic clock
     */
    record Fetched(DocumentKey key, long beganNanos, Answer<FetchedDocument> answer) {}

    /**
     * What there is to know of the log.
     *
     * @param loss which ownership has ended, if one has
     * @param suspicion why the log may hold what is not ours, or lack what is
     * @param answers whether Kafka answers again after it did not
     */
    record LogNews(@Nullable Loss loss, @Nullable String suspicion, boolean answers) {
        static final LogNews NONE = new LogNews(null, null, false);
    }

    /**
     * @param since when something could last be written
     */
    record Loss(long ownership, String reason, Instant since) {}

    private final Runnable onDoubt;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<DocumentKey, PendingNotice> notices = new LinkedHashMap<>();
    private @Nullable Moment oldestInHand;
    private long stream;
    private int dropped;
    private boolean streamOpened;
    private @Nullable StreamEnd streamEnd;
    private @Nullable String doubt;
    private final Map<Domain, Answer<Listing>> listings = new EnumMap<>(Domain.class);
    private final List<Fetched> fetched = new ArrayList<>();
    private boolean ordered;
    private @Nullable UpstreamSession claim;
    private LogNews log = LogNews.NONE;

    /**
     * @param onDoubt told at once, on whichever thread, when something was told that nobody knows
     */
    Mailbox(Runnable onDoubt) {
        this.onDoubt = onDoubt;
    }

    /**
     * From now on only this stream is listened to.
     *
     * @return its number, to be given with what it tells
     */
    long newStream() {
        lock.lock();
        try {
            streamOpened = false;
            streamEnd = null;
            return ++stream;
        } finally {
            lock.unlock();
        }
    }

    void streamOpened(long from) {
        putFrom(from, () -> streamOpened = true);
    }

    void streamEnded(long from, StreamEnd end) {
        putFrom(from, () -> streamEnd = end);
    }

    void notice(long from, PendingNotice notice) {
        putFrom(
                from,
                () -> {
                    notices.merge(notice.key(), notice, PendingNotice::followedBy);
                    if (notices.size() > MAX_NOTICES) {
                        onDoubt.run();
                        dropped += notices.size();
                        notices.clear();
                    }
                });
    }

    /** Something was told that only a full read can clear up. */
    void doubt(String why) {
        onDoubt.run();
        put(() -> doubt = why);
    }

    /** What a read of a list brought; there is one at a time of each domain. */
    void listing(Domain domain, Answer<Listing> answer) {
        put(() -> listings.put(domain, answer));
    }

    /** What a fetch brought; there are at most so many as the worker began. */
    void fetched(Fetched one) {
        put(() -> fetched.add(one));
    }

    /** A person ordered something. */
    void ordered() {
        put(() -> ordered = true);
    }

    /** An upstream has claimed the environment. */
    void claim(UpstreamSession session) {
        put(() -> claim = session);
    }

    void logLost(Loss loss) {
        put(() -> log = new LogNews(loss, log.suspicion(), log.answers()));
    }

    void logIsSuspicious(String why) {
        put(() -> log = new LogNews(log.loss(), why, log.answers()));
    }

    void kafkaAnswers() {
        put(() -> log = new LogNews(log.loss(), log.suspicion(), true));
    }

    private void putFrom(long from, Runnable change) {
        put(() -> {
            if (from == stream) {
                change.run();
            }
        });
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
     * Waits until something is here, at most so long; may come back with nothing. Notices stay
     * unsettled until the worker says {@link #unsettled}.
     */
    Mail take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (peek().isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
            }
            Mail mail = peek();
            oldestInHand = oldest(oldestInHand);
            notices.clear();
            dropped = 0;
            streamOpened = false;
            streamEnd = null;
            doubt = null;
            listings.clear();
            fetched.clear();
            ordered = false;
            claim = null;
            log = LogNews.NONE;
            return mail;
        } finally {
            lock.unlock();
        }
    }

    /** Of the notices that were taken, those since {@code oldest} are not in the log; or none. */
    void unsettled(Optional<Moment> oldest) {
        lock.lock();
        try {
            oldestInHand = oldest.orElse(null);
        } finally {
            lock.unlock();
        }
    }

    /** When the oldest notice arrived that is not in the log; any thread. */
    Optional<Moment> oldestUnsettled() {
        lock.lock();
        try {
            return Optional.ofNullable(oldest(oldestInHand));
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

    private Mail peek() {
        return new Mail(
                new ArrayList<>(notices.values()),
                dropped,
                streamOpened,
                streamEnd,
                doubt,
                Map.copyOf(listings),
                List.copyOf(fetched),
                ordered,
                claim,
                log);
    }
}
