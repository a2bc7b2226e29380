package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whether an environment at an edge was fresh again soon enough after a fault's end. Fresh again is
 * what is young and proven by what came after the end: an age that was young at the end, and grows,
 * has not come back.
 */
public sealed interface Recovery {
    /** The age of what counts as fresh again. */
    Duration FRESH = Duration.ofSeconds(15);

    /** How soon after a fault's end that must be. */
    Duration WITHIN = Duration.ofSeconds(30);

    /** Ages are told in whole seconds, rounded up. */
    Duration ROUNDING = Duration.ofSeconds(1);

    /** It was. */
    record Recovered(Duration after) implements Recovery {}

    /** The next fault came before it was, and before it had to be: that fault's end counts. */
    record Overtaken(int by) implements Recovery {}

    /** There is still time. */
    record Pending() implements Recovery {}

    /**
     * It was not.
     *
     * @param after when it was at last; empty if it never was
     */
    record Late(Optional<Duration> after) implements Recovery {}

    /**
     * What became of {@code subject} after {@code fault}.
     *
     * @param others faults that disturb the subject too, those to come included once they have
     *     begun; a fault that goes on has an end in the future
     * @param sightings of the subject, in the order of their requests
     * @param now up to which sightings are known
     */
    static Recovery of(
            Disturbance fault,
            Collection<Disturbance> others,
            List<Sighting> sightings,
            Duration now) {
        Duration limit = fault.ended().plus(WITHIN);
        Optional<Duration> fresh =
                sightings.stream()
                        .filter(sighting -> sighting.asked().compareTo(fault.ended()) >= 0)
                        .filter(sighting -> isFresh(sighting, fault.ended()))
                        .map(Sighting::answered)
                        .findFirst();
        if (fresh.isPresent() && fresh.get().compareTo(limit) <= 0) {
            return new Recovered(fresh.get().minus(fault.ended()));
        }
        Optional<Disturbance> overtaking =
                others.stream()
                        .filter(other -> other.number() != fault.number())
                        .filter(other -> other.begun().compareTo(limit) < 0)
                        .filter(other -> other.ended().compareTo(fault.ended()) > 0)
                        .findFirst();
        if (overtaking.isPresent()) {
            return new Overtaken(overtaking.get().number());
        }
        return now.compareTo(limit) <= 0
                ? new Pending()
                : new Late(fresh.map(at -> at.minus(fault.ended())));
    }

    private static boolean isFresh(Sighting sighting, Duration since) {
        return sighting.age()
                .filter(age -> age.compareTo(FRESH) <= 0)
                .map(age -> sighting.asked().minus(age).plus(ROUNDING))
                .filter(proven -> proven.compareTo(since) >= 0)
                .isPresent();
    }
}
