package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.reconcile.HeldRemovals;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderOutcome;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The orders of one environment, one after the other: decides what is to be done, and is notified
 * when it is in the log. Works for an environment without an upstream too. Confined to the thread
 * of the writer of the environment's log.
 */
final class OrderQueue {
    private static final int MAX_REMEMBERED = 1_000;

    private final EnvironmentId environment;
    private final Orders orders;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Set<String> settled = new LinkedHashSet<>();
    private Order.@Nullable Retire obeyed;

    OrderQueue(EnvironmentId environment, Orders orders, Clock clock, LongSupplier nanoTime) {
        this.environment = environment;
        this.orders = orders;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * What is to be done next; empty when nothing is.
     *
     * @param image of the log
     * @param epoch of this owner
     * @param removals that wait; empty where there is no upstream
     * @param mayJudge whether upstream was looked at since the order came
     */
    Optional<OrderDecision> next(
            EnvironmentImage image,
            long epoch,
            Optional<HeldRemovals> removals,
            Predicate<Order.Confirm> mayJudge) {
        Orders.OfEnvironment standing = orders.of(environment);
        Optional<OrderDecision> retirement =
                standing.retire()
                        .filter(order -> !isSettled(order) || hasLeftovers(order, image))
                        .map(order -> OrderRules.retire(order, image, epoch));
        return retirement.or(() ->
                standing.confirms().stream()
                        .filter(order -> !isSettled(order) && mayJudge.test(order))
                        .findFirst()
                        .map(order -> confirm(order, image, removals)));
    }

    /** Something was written into a retired environment's log. */
    private static boolean hasLeftovers(Order.Retire order, EnvironmentImage image) {
        return !image.isComplete() && image.liveKeys() > 0 && order.asOf().revision() > 0;
    }

    private OrderDecision confirm(
            Order.Confirm order, EnvironmentImage image, Optional<HeldRemovals> removals) {
        return OrderRules.confirm(
                order,
                image,
                removals.map(held -> held.named(order.hold())).orElse(Set.of()),
                removals.flatMap(held -> held.current(image, nanoTime.getAsLong())),
                clock.instant());
    }

    private boolean isSettled(Order order) {
        return settled.contains(order.signed().id());
    }

    /**
     * The decision is in the log.
     *
     * @param revision of the log now
     */
    OrderOutcome done(OrderDecision decision, long revision) {
        settled.add(decision.id());
        if (settled.size() > MAX_REMEMBERED) {
            settled.remove(settled.iterator().next());
        }
        if (decision.cause() == Cause.RETIRE && decision.result() == OrderOutcome.Result.DONE) {
            obeyed = orders.of(environment).retire().orElse(null);
        }
        return new OrderOutcome(
                decision.id(), decision.result(), decision.reason(), revision, clock.instant());
    }

    /** Whether a retirement was carried out, and was not taken back. */
    boolean isRetired() {
        return obeyed != null;
    }

    /**
     * The retirement that was carried out and has been taken back since; once.
     *
     * @return the name of the outcome of taking it back
     */
    Optional<String> takenBack() {
        Order.Retire order = obeyed;
        Orders.OfEnvironment standing = orders.of(environment);
        // A control topic that is lost takes nothing back: the person's tombstone does.
        if (order == null || standing.retire().isPresent() || !standing.retireWasRemoved()) {
            return Optional.empty();
        }
        obeyed = null;
        return Optional.of(undoOf(order.signed().id()));
    }

    /** The name of the outcome of taking an order back, which has no name of its own. */
    static String undoOf(String orderId) {
        return orderId + "-undo";
    }

    /** The outcome of taking back what was named. */
    OrderOutcome undone(String undo, String what, long revision) {
        return new OrderOutcome(undo, OrderOutcome.Result.DONE, what, revision, clock.instant());
    }

    /**
     * Whether the log may be empty by order, and it is unknown yet whether that order is in force.
     */
    boolean mustWait(EnvironmentImage image) {
        return !orders.areKnown() && !image.isComplete() && image.revision() > 0;
    }

    /** Whether a retirement was taken back, perhaps before this process began. */
    boolean wasRetired() {
        return orders.of(environment).retireWasRemoved();
    }
}
