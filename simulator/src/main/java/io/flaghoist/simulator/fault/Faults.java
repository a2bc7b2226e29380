package io.flaghoist.simulator.fault;

import io.flaghoist.simulator.state.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The faults in force, in the order in which they were added. Thread-safe. */
public final class Faults {
    private static final int LIMIT = 1_000;

    private final List<ActiveFault> active = new CopyOnWriteArrayList<>();
    private final Consumer<ActiveFault> onAdded;
    private long added;

    /**
     * Starts without any fault.
     *
     * @param onAdded lets the open streams feel a new fault; called before {@link #add} returns
     */
    public Faults(Consumer<ActiveFault> onAdded) {
        this.onAdded = onAdded;
    }

    /**
     * Puts a fault in force, for open streams too.
     *
     * @throws RefusedException 409 when its id is taken, 400 when there are already 1,000
     */
    public ActiveFault add(Fault fault) {
        var entry = enter(fault);
        onAdded.accept(entry);
        return entry;
    }

    private synchronized ActiveFault enter(Fault fault) {
        if (active.size() >= LIMIT) {
            throw RefusedException.invalid("there are already " + LIMIT + " faults; remove some");
        }
        var id = fault.id().orElseGet(() -> "fault-" + ++added);
        if (find(id).isPresent()) {
            throw new RefusedException(409, "there already is a fault '" + id + "'");
        }
        var entry = new ActiveFault(id, fault);
        active.add(entry);
        return entry;
    }

    /** In the order in which they were added, used up ones included. */
    public List<ActiveFault> list() {
        return List.copyOf(active);
    }

    public Optional<ActiveFault> find(String id) {
        return active.stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /**
     * Ends a fault; requests that hang on it go on.
     *
     * @throws RefusedException 404 when there is no such fault
     */
    public synchronized void remove(String id) {
        var entry = find(id).orElseThrow(() -> RefusedException.notFound("no fault '" + id + "'"));
        active.remove(entry);
        entry.remove();
    }

    /** Ends all faults. */
    public synchronized void clear() {
        for (var entry : new ArrayList<>(active)) {
            remove(entry.id());
        }
    }
}
