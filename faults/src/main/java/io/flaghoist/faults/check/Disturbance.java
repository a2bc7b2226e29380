package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.Set;

/**
 * A fault as it happened.
 *
 * @param number in the plan
 * @param subjects whose freshness it may disturb
 */
public record Disturbance(
        int number, Duration begun, Duration ended, Set<Sighting.Subject> subjects) {
    public Disturbance {
        subjects = Set.copyOf(subjects);
    }
}
