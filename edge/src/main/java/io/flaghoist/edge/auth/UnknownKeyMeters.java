package io.flaghoist.edge.auth;

import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.Counter;

/**
 * Requests with SDK keys that are not known here. Invariant: received = the sum of all outcomes +
 * waiting. Thread-safe.
 */
final class UnknownKeyMeters {
    private final Counter outcomes;

    UnknownKeyMeters(Meters meters) {
        outcomes =
                meters.counter(
                        "flaghoist_edge_unknown_keys",
                        "Requests with SDK keys that are not known here, by outcome",
                        "outcome",
                        "found",
                        "refused",
                        "undecided",
                        "no_room_all",
                        "no_room_address");
    }

    /** The key was applied while the request waited, or its removal. */
    void found() {
        outcomes.labelValues("found").inc();
    }

    /** The key is known not to exist. */
    void refused() {
        outcomes.labelValues("refused").inc();
    }

    /** The decision was not possible in time. */
    void undecided() {
        outcomes.labelValues("undecided").inc();
    }

    /**
     * A limit of waiting requests was reached.
     *
     * @param limit all or address
     */
    void noRoom(String limit) {
        outcomes.labelValues("no_room_" + limit).inc();
    }
}
