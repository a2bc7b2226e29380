package io.flaghoist.edge.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * What becomes of requests with SDK keys that are not known here: all that came = the sum of all
 * outcomes and of those that wait. Thread-safe.
 */
public final class UnknownKeyMeters {
    private final Counter outcomes;

    UnknownKeyMeters(PrometheusRegistry registry) {
        outcomes =
                Counter.builder()
                        .name("flaghoist_edge_unknown_keys")
                        .help("Requests with SDK keys that are not known here, by outcome")
                        .labelNames("outcome")
                        .register(registry);
        for (String outcome :
                new String[] {"found", "refused", "undecided", "no_room_all", "no_room_address"}) {
            outcomes.initLabelValues(outcome);
        }
    }

    /** The key was applied while the request waited, or its removal. */
    public void found() {
        outcomes.labelValues("found").inc();
    }

    /** The key is known not to exist. */
    public void refused() {
        outcomes.labelValues("refused").inc();
    }

    /** Nobody could say in time. */
    public void undecided() {
        outcomes.labelValues("undecided").inc();
    }

    /**
     * The request could not wait.
     *
     * @param limit all or address
     */
    public void noRoom(String limit) {
        outcomes.labelValues("no_room_" + limit).inc();
    }
}
