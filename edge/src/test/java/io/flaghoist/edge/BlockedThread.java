package io.flaghoist.edge;

import java.util.concurrent.CountDownLatch;

/** Blocks the thread of one name where it comes by, until it is let go. */
public final class BlockedThread implements AutoCloseable {
    private final String name;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    public BlockedThread(String name) {
        this.name = name;
    }

    /** Blocks when it is called on that thread. */
    public void here() {
        if (Thread.currentThread().getName().equals(name)) {
            arrived.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public boolean hasArrived() {
        return arrived.getCount() == 0;
    }

    /** Lets it go on. */
    public void release() {
        release.countDown();
    }

    @Override
    public void close() {
        release();
    }
}
