package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done after a full read.
 *
 * @param changes in the order in which they must stand in the log
 * @param held what is not believed yet, and why, but for removals, which {@link HeldRemovals} knows
 * @param lookAgain when another full read can settle what is held; empty when nothing is
 */
public record Plan(
        List<PlannedChange> changes, Map<DocumentKey, String> held, Optional<Duration> lookAgain) {
    public Plan {
        changes = List.copyOf(changes);
        held = Map.copyOf(held);
    }
}
