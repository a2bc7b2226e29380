package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.Order;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does for one environment what people order, and ends and resumes the following of upstream with
 * it. Works without an upstream too. Confined to the worker's thread.
 */
final class OrderExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(OrderExecutor.class);

    /** After Kafka refused an order, while it may accept everything else. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /**
     * A confirmation waits for upstream's lists, which may bring back what is held, at most so
     * long.
     */
    private static final Duration READ_AT_MOST = Duration.ofSeconds(15);

    private final EnvironmentId environment;
    private final OrderQueue queue;
    private final StatusKeeper status;
    private final Optional<Duration> acceptAfter;
    private final Timer again;
    private Optional<UpstreamFollower> following = Optional.empty();
    private boolean isResting;
    private boolean retiredByTime;
    private @Nullable String undo;
    private final Map<String, Long> readsSince = new HashMap<>();
    private final LongSupplier nanoTime;

    OrderExecutor(EnvironmentId environment, WorkerDependencies shared, StatusKeeper status) {
        this.environment = environment;
        this.queue =
                new OrderQueue(environment, shared.orders(), shared.clock(), shared.nanoTime());
        this.status = status;
        this.nanoTime = shared.nanoTime();
        this.acceptAfter = shared.holdRules().acceptAfter();
        this.again = shared.timer();
        again.in(0);
    }

    void following(UpstreamFollower upstream) {
        following = Optional.of(upstream);
        if (isResting) {
            upstream.rest();
        }
    }

    void followingNothing() {
        following = Optional.empty();
    }

    /** Whether upstream may be followed into this log. */
    boolean mayFollow(EnvironmentImage image) {
        return !isResting && !queue.mustWait(image);
    }

    /** Whether the environment is retired, by a person or by time. */
    boolean isResting() {
        return isResting;
    }

    /** What the first publication into a log in this state is. */
    Cause firstCause(EnvironmentImage image) {
        boolean wasEmptied = !image.isComplete() && image.revision() > 0;
        return wasEmptied && queue.wasRetired() ? Cause.UNDO : Cause.START;
    }

    /**
     * Carries out what is ordered, one after the other.
     *
     * @param refusal of all of the environment's keys by SaaS
     */
    void executeDue(LogKeeper log, Optional<EnvironmentSource.Refusal> refusal)
            throws InterruptedException {
        reportRefusal(refusal);
        LogTail tail = log.tail();
        while (tail != null && again.isDue()) {
            Optional<OrderDecision> decision = due(tail, refusal);
            if (decision.isEmpty()) {
                return;
            }
            carryOut(decision.get(), log);
            tail = log.tail();
        }
    }

    private void carryOut(OrderDecision decision, LogKeeper log) throws InterruptedException {
        Optional<String> refused = log.carryOut(decision);
        LogTail tail = log.tail();
        if (refused.isPresent()) {
            again.in(AGAIN.toNanos());
            status.problems()
                    .raise(Area.ORDERS, "an order cannot be carried out: " + refused.get());
        } else if (tail != null) {
            status.problems().clear(Area.ORDERS);
            done(decision, tail);
        }
    }

    private Optional<OrderDecision> due(LogTail tail, Optional<EnvironmentSource.Refusal> refusal) {
        queue.takenBack().ifPresent(name -> resume(name, tail));
        if (retiredByTime && refusal.isEmpty()) {
            retiredByTime = false;
            LOG.info("Environment {}: SaaS knows it again", environment);
            resume(null, tail);
        }
        return queue.next(
                        tail.image(),
                        tail.epoch(),
                        following.map(UpstreamFollower::heldRemovals),
                        this::isReadSince)
                .or(() ->
                        refusal.filter(one -> isBelieved(one, tail))
                                .map(_ -> OrderDecision.retirementByTime(tail.image())));
    }

    private boolean isReadSince(Order.Confirm order) {
        if (following.isEmpty() || isResting) {
            return true;
        }
        UpstreamFollower upstream = following.get();
        long now = nanoTime.getAsLong();
        Long since = readsSince.putIfAbsent(order.signed().id(), now);
        if (since == null) {
            upstream.readAgain();
            return false;
        }
        return upstream.hasReadSince(since) || now - since >= READ_AT_MOST.toNanos();
    }

    private boolean isBelieved(EnvironmentSource.Refusal refusal, LogTail tail) {
        return tail.image().isComplete()
                && refusal.confirmedFor()
                        .flatMap(held -> acceptAfter.map(after -> held.compareTo(after) >= 0))
                        .orElse(false);
    }

    private void done(OrderDecision decision, LogTail tail) {
        if (decision.isOrdered()) {
            readsSince.remove(decision.id());
            status.settled(queue.done(decision, tail.image().revision()));
        } else {
            retiredByTime = true;
        }
        LOG.info(
                "Environment {}: {} {}: {}: {}",
                environment,
                decision.cause().word(),
                decision.id(),
                decision.result().word(),
                decision.reason());
        if ((queue.isRetired() || retiredByTime) && !isResting) {
            isResting = true;
            following.ifPresent(UpstreamFollower::rest);
            status.problems().clear(Area.REFUSED);
            status.retired(true);
        }
    }

    private void resume(@Nullable String undoName, LogTail tail) {
        isResting = false;
        status.retired(false);
        undo = undoName;
        following.ifPresentOrElse(
                UpstreamFollower::beginAnew,
                () ->
                        published(
                                tail,
                                "taken back; no upstream of this ingest claims the environment, so nothing is read"));
    }

    /** Upstream is in the log. */
    void published(LogTail tail) {
        if (tail.image().isComplete()) {
            published(
                    tail,
                    "taken back; published anew with %d documents"
                            .formatted(tail.image().liveKeys()));
        }
    }

    private void published(LogTail tail, String what) {
        String name = undo;
        if (name != null) {
            undo = null;
            status.settled(queue.undone(name, what, tail.image().revision()));
        }
    }

    private void reportRefusal(Optional<EnvironmentSource.Refusal> refusal) {
        if (isResting || refusal.isEmpty()) {
            status.problems().clear(Area.REFUSED);
            return;
        }
        EnvironmentSource.Refusal one = refusal.get();
        status.problems()
                .raise(
                        Area.REFUSED,
                        "SaaS refuses every API key by which ingest knows this environment, with %d%s. If it was deleted at Harness: ./flaghoist retire --env %s"
                                .formatted(
                                        one.status(),
                                        one.confirmedFor().isPresent()
                                                ? ", and answers otherwise (confirmed)"
                                                : "",
                                        environment));
    }
}
