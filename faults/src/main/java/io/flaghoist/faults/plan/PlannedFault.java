package io.flaghoist.faults.plan;

import java.time.Duration;

/**
 * A fault of a plan.
 *
 * @param number from 1
 * @param begins since the plan began
 * @param lasts until it is ended
 * @param dice decides what the kind leaves open
 */
public record PlannedFault(int number, FaultKind kind, Duration begins, Duration lasts, long dice) {
    public Duration ends() {
        return begins.plus(lasts);
    }
}
