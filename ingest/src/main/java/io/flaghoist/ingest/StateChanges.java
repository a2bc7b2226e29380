package io.flaghoist.ingest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Ties the knot between workers, which report changes, and the status, which asks the workers. */
final class StateChanges implements Runnable {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    void listen(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void run() {
        listeners.forEach(Runnable::run);
    }
}
