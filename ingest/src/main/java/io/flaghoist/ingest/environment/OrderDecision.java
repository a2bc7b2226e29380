package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderKey;
import io.flaghoist.schemas.record.OrderOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What an order leads to, in one transaction.
 *
 * @param id of the order
 * @param changes in the order of the log; none for an order that is refused, or that has nothing
 *     left to do
 * @param settles the order that is removed from its topic in the same transaction; empty for one
 *     that goes on standing
 * @param reason why it is refused; of one that is carried out, what it does
 */
record OrderDecision(
        String id,
        List<PlannedChange> changes,
        Cause cause,
        Optional<OrderKey> settles,
        OrderOutcome.Result result,
        String reason) {
    OrderDecision {
        changes = List.copyOf(changes);
    }

    /** Not a person's order: SaaS has refused the environment for as long as settings ask for. */
    static OrderDecision retirementByTime(EnvironmentImage image) {
        return new OrderDecision(
                "",
                OrderRules.everything(image),
                Cause.RETIRE,
                Optional.empty(),
                OrderOutcome.Result.DONE,
                "SaaS has refused every key of the environment for longer than doubt.acceptAfter");
    }

    /** Whether a person ordered it. */
    boolean isOrdered() {
        return !id.isEmpty();
    }

    static OrderDecision refused(Order order, Cause cause, String reason) {
        return new OrderDecision(
                order.signed().id(),
                List.of(),
                cause,
                Optional.of(order.key()),
                OrderOutcome.Result.REFUSED,
                reason);
    }

    static OrderDecision done(
            Order order,
            List<PlannedChange> changes,
            Cause cause,
            Optional<OrderKey> settles,
            String reason) {
        return new OrderDecision(
                order.signed().id(), changes, cause, settles, OrderOutcome.Result.DONE, reason);
    }
}
