package io.flaghoist.ingest.control;

import io.flaghoist.schemas.record.Order;
import java.util.List;
import java.util.Optional;

/**
 * The orders of one environment that stand. Immutable.
 *
 * @param confirms each to be carried out once
 * @param retire while it stands, the environment is retired
 * @param retireWasRemoved whether a retirement was taken back, as far as the topic remembers
 */
public record StandingOrders(
        List<Order.Confirm> confirms, Optional<Order.Retire> retire, boolean retireWasRemoved) {
    static final StandingOrders NONE = new StandingOrders(List.of(), Optional.empty(), false);

    public StandingOrders {
        confirms = List.copyOf(confirms);
    }
}
