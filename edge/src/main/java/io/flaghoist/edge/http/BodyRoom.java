package io.flaghoist.edge.http;

import java.util.concurrent.atomic.AtomicLong;

/** Memory for bodies that are being read, shared by all requests of a route. Thread-safe. */
final class BodyRoom {
    private final AtomicLong left;

    BodyRoom(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** Takes so many bytes, unless there are not so many left. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) < 0) {
            left.addAndGet(bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
