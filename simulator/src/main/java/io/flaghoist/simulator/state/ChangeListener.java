package io.flaghoist.simulator.state;

/** Receives every change, in order per environment, on the thread that makes it. */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Must not block: the environment is locked meanwhile, which is what keeps events in the order
     * of the changes.
     *
     * @param notice {@link EventDelivery#SILENT} when SDKs must not learn of it by an event
     */
    void changed(String environment, Change change, EventDelivery notice);
}
