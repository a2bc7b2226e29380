package io.flaghoist.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A virtual thread that its owner starts once and ends by interrupting it. */
public final class OwnedThread implements AutoCloseable {
    /** What the thread does; ends by returning or by being interrupted. */
    @FunctionalInterface
    public interface Body {
        void run() throws InterruptedException;
    }

    private final String name;
    private final Body body;
    private volatile @Nullable Thread thread;

    public OwnedThread(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    public void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            body.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the owner ends this thread
        }
    }

    /** Tells the thread to end, without waiting. */
    public void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Gives the thread, which was told to end by other means, so long to do so by itself. */
    public void awaitEnd(Duration atMost) {
        Thread running = thread;
        if (running != null) {
            try {
                var _ = running.join(atMost);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the thread and waits until it is gone, unless the caller is interrupted meanwhile. */
    @Override
    public void close() {
        interrupt();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
