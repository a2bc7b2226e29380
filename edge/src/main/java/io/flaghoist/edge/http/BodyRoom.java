package io.flaghoist.edge.http;

import java.util.concurrent.atomic.AtomicLong;

/** Memory for bodies that are being read, shared by all requests of a route. Thread-safe. */
final class BodyRoom {
    private final AtomicLong left;
    private final ThreadLocal<byte[]> scratch;

    /**
     * @param bytes that all bodies may take
     * @param small bytes of a body that is passed on at once and needs no memory of its own
     */
    BodyRoom(long bytes, int small) {
        left = new AtomicLong(bytes);
        scratch = ThreadLocal.withInitial(() -> new byte[small]);
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

    /** For the small body that the calling thread has at hand, until it has the next. */
    byte[] scratch() {
        return scratch.get();
    }
}
