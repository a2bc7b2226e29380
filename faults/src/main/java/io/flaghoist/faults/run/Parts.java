package io.flaghoist.faults.run;

import io.flaghoist.faults.plan.FaultKind.Part;
import java.util.EnumSet;
import java.util.Set;

/** Which parts of the relay a fault has taken hold of. Thread-safe. */
final class Parts {
    private final Set<Part> taken = EnumSet.noneOf(Part.class);

    /** Returns once all of them are free, and taken for the caller. */
    synchronized void take(Set<Part> parts) throws InterruptedException {
        while (parts.stream().anyMatch(taken::contains)) {
            wait();
        }
        taken.addAll(parts);
    }

    synchronized void free(Set<Part> parts) {
        taken.removeAll(parts);
        notifyAll();
    }
}
