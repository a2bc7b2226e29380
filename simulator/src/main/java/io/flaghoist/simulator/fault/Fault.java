package io.flaghoist.simulator.fault;

import io.flaghoist.simulator.state.RefusedException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One line of the fault script.
 *
 * @param id to find and remove it by; chosen by the simulator when absent
 * @param match which requests it is for
 * @param action what happens to them
 * @param times after so many uses it does nothing more; absent: until removed
 * @param probability of being used on a matching request, above 0 and up to 1
 * @param seed of the dice, so that a run can be repeated
 */
public record Fault(
        Optional<String> id,
        FaultMatch match,
        FaultAction action,
        OptionalInt times,
        double probability,
        long seed) {
    public Fault {
        if (!(probability > 0 && probability <= 1)) {
            throw RefusedException.invalid("probability must be above 0 and at most 1");
        }
        if (times.isPresent() && times.getAsInt() < 1) {
            throw RefusedException.invalid("times must be 1 or more");
        }
    }

    /** {@code action} on every request that {@code match}es, until removed. */
    public static Fault of(FaultMatch match, FaultAction action) {
        return new Fault(Optional.empty(), match, action, OptionalInt.empty(), 1, 0);
    }

    /** This fault, limited to so many uses. */
    public Fault times(int uses) {
        return new Fault(id, match, action, OptionalInt.of(uses), probability, seed);
    }

    /** This fault, on some of the requests only. */
    public Fault withProbability(double chance, long diceSeed) {
        return new Fault(id, match, action, times, chance, diceSeed);
    }

    /** This fault under a chosen id. */
    public Fault named(String name) {
        return new Fault(Optional.of(name), match, action, times, probability, seed);
    }
}
