package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.Listing;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.upstream.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            @Nullable Answer<List<ApiKeyDocument>> apiKeys,
            @Nullable Answer<Listing> listing) {
        boolean isEmpty() {
            return notices.isEmpty()
                    && dropped == 0
                    && !streamOpened
                    && streamEnd == null
                    && doubt == null
                    && apiKeys == null
                    && listing == null;
        }
    }

    record StreamEnd(String reason, boolean credentialsRefused) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<DocumentKey, PendingNotice> notices = new LinkedHashMap<>();
    private long stream;
    private int dropped;
    private boolean streamOpened;
    private @Nullable StreamEnd streamEnd;
    private @Nullable String doubt;
    private @Nullable Answer<List<ApiKeyDocument>> apiKeys;
    private @Nullable Answer<Listing> listing;

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
                        dropped += notices.size();
                        notices.clear();
                    }
                });
    }

    /** Something was told that only a full read can clear up. */
    void doubt(String why) {
        put(() -> doubt = why);
    }

    void apiKeys(Answer<List<ApiKeyDocument>> answer) {
        put(() -> apiKeys = answer);
    }

    void listing(Answer<Listing> answer) {
        put(() -> listing = answer);
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

    /** Waits until something is here, at most so long; may come back with nothing. */
    Mail take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (peek().isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
            }
            Mail mail = peek();
            notices.clear();
            dropped = 0;
            streamOpened = false;
            streamEnd = null;
            doubt = null;
            apiKeys = null;
            listing = null;
            return mail;
        } finally {
            lock.unlock();
        }
    }

    private Mail peek() {
        return new Mail(
                new ArrayList<>(notices.values()),
                dropped,
                streamOpened,
                streamEnd,
                doubt,
                apiKeys,
                listing);
    }
}
