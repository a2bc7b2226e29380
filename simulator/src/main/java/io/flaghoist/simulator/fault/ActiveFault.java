package io.flaghoist.simulator.fault;

import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** A fault in force, with its counters. Thread-safe. */
public final class ActiveFault {
    private final String id;
    private final Fault fault;
    private final Random dice;
    private final CountDownLatch removal = new CountDownLatch(1);
    private long hits;

    ActiveFault(String id, Fault fault) {
        this.id = id;
        this.fault = fault;
        this.dice = new Random(fault.seed());
    }

    public String id() {
        return id;
    }

    public Fault fault() {
        return fault;
    }

    /** How often it was used. */
    public synchronized long hits() {
        return hits;
    }

    /** How often it can still be used; absent: without limit. */
    public synchronized OptionalInt remaining() {
        return fault.times().isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) (fault.times().getAsInt() - hits));
    }

    /**
     * Uses the fault on a request, if it is for it, not used up, and the dice say so.
     *
     * @return whether it is to happen
     */
    public synchronized boolean use(RequestFacts request) {
        if (isRemoved()
                || !fault.action().concerns(request)
                || !fault.match().matches(request)
                || (fault.times().isPresent() && hits >= fault.times().getAsInt())
                || (fault.probability() < 1 && dice.nextDouble() >= fault.probability())) {
            return false;
        }
        hits++;
        return true;
    }

    public boolean isRemoved() {
        return removal.getCount() == 0;
    }

    /** Waits until somebody removes the fault. */
    public void awaitRemoval() throws InterruptedException {
        removal.await();
    }

    void remove() {
        removal.countDown();
    }
}
