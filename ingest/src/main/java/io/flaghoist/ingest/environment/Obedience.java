package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.control.Deed;
import io.flaghoist.ingest.control.OrderDesk;
import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.reconcile.HeldRemovals;
import io.flaghoist.ingest.upstream.KeyRefusals;
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
final class Obedience {
    private static final Logger LOG = LoggerFactory.getLogger(Obedience.class);

    /** After Kafka did not take an order, while it may take everything else. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /**
     * A confirmation waits for upstream's lists, which may bring back what is held, at most so
     * long.
     */
    private static final Duration LOOK_AT_MOST = Duration.ofSeconds(15);

    /** What follows the environment's upstream. */
    interface Following {
        /** Nothing is read, and no stream is open, until further notice. */
        void rest();

        /** Everything is read and published as if for the first time. */
        void beginAnew();

        HeldRemovals heldRemovals();

        /** All lists are read again, as soon as may be. */
        void lookAgain();

        /**
         * Whether what upstream listed since then is in the log, or held.
         *
         * @param nanos by the monotonic clock
         */
        boolean hasLookedSince(long nanos);
    }

    private final EnvironmentId environment;
    private final OrderDesk desk;
    private final StatusKeeper status;
    private final Optional<Duration> acceptAfter;
    private final Timer again;
    private Optional<Following> following = Optional.empty();
    private boolean isResting;
    private boolean retiredByTime;
    private @Nullable String undo;
    private final Map<String, Long> looksSince = new HashMap<>();
    private final LongSupplier nanoTime;

    Obedience(EnvironmentId environment, EnvironmentWorker.Tools tools, StatusKeeper status) {
        this.environment = environment;
        this.desk = new OrderDesk(environment, tools.orders(), tools.clock(), tools.nanoTime());
        this.status = status;
        this.nanoTime = tools.nanoTime();
        this.acceptAfter = tools.holdRules().acceptAfter();
        this.again = new Timer(tools.nanoTime());
        again.in(0);
    }

    /** An upstream claims the environment. */
    void claimed(Following upstream) {
        following = Optional.of(upstream);
        if (isResting) {
            upstream.rest();
        }
    }

    /** Whether upstream may be followed into this log. */
    boolean mayFollow(EnvironmentImage image) {
        return !isResting && !desk.mustWait(image);
    }

    /** Whether the environment is retired, by a person or by time. */
    boolean isResting() {
        return isResting;
    }

    /** What the first publication into a log that stands like that is. */
    Cause firstCause(EnvironmentImage image) {
        boolean wasEmptied = !image.isComplete() && image.revision() > 0;
        return wasEmptied && desk.wasRetired() ? Cause.UNDO : Cause.START;
    }

    /**
     * Carries out what is ordered, one after the other.
     *
     * @param refusal of all of the environment's keys by SaaS
     */
    void attend(LogKeeper log, Optional<KeyRefusals.Refusal> refusal) throws InterruptedException {
        tellOf(refusal);
        LogTail tail = log.tail();
        while (tail != null && again.isDue()) {
            Optional<Deed> deed = due(tail, refusal);
            if (deed.isEmpty()) {
                return;
            }
            carryOut(deed.get(), log);
            tail = log.tail();
        }
    }

    private void carryOut(Deed deed, LogKeeper log) throws InterruptedException {
        Optional<String> refused = log.carryOut(deed);
        LogTail tail = log.tail();
        if (refused.isPresent()) {
            again.in(AGAIN.toNanos());
            status.problems()
                    .raise(Area.ORDERS, "an order cannot be carried out: " + refused.get());
        } else if (tail != null) {
            status.problems().clear(Area.ORDERS);
            done(deed, tail);
        }
    }

    private Optional<Deed> due(LogTail tail, Optional<KeyRefusals.Refusal> refusal) {
        desk.takenBack().ifPresent(name -> resume(name, tail));
        if (retiredByTime && refusal.isEmpty()) {
            retiredByTime = false;
            LOG.info("Environment {}: SaaS knows it again", environment);
            resume(null, tail);
        }
        return desk.next(
                        tail.image(),
                        tail.epoch(),
                        following.map(Following::heldRemovals),
                        this::isLookedAt)
                .or(() ->
                        refusal.filter(one -> isBelieved(one, tail))
                                .map(_ -> Deed.retirementByTime(tail.image())));
    }

    private boolean isLookedAt(Order.Confirm order) {
        if (following.isEmpty() || isResting) {
            return true;
        }
        Following upstream = following.get();
        long now = nanoTime.getAsLong();
        Long since = looksSince.putIfAbsent(order.signed().id(), now);
        if (since == null) {
            upstream.lookAgain();
            return false;
        }
        return upstream.hasLookedSince(since) || now - since >= LOOK_AT_MOST.toNanos();
    }

    private boolean isBelieved(KeyRefusals.Refusal refusal, LogTail tail) {
        return tail.image().isComplete()
                && refusal.confirmedFor()
                        .flatMap(held -> acceptAfter.map(after -> held.compareTo(after) >= 0))
                        .orElse(false);
    }

    private void done(Deed deed, LogTail tail) {
        if (deed.isOrdered()) {
            looksSince.remove(deed.id());
            status.settled(desk.done(deed, tail.image().revision()));
        } else {
            retiredByTime = true;
        }
        LOG.info(
                "Environment {}: {} {}: {}: {}",
                environment,
                deed.cause().word(),
                deed.id(),
                deed.result().word(),
                deed.reason());
        if ((desk.isRetired() || retiredByTime) && !isResting) {
            isResting = true;
            following.ifPresent(Following::rest);
            status.problems().clear(Area.REFUSED);
            status.retired(true);
        }
    }

    private void resume(@Nullable String undoName, LogTail tail) {
        isResting = false;
        status.retired(false);
        undo = undoName;
        following.ifPresentOrElse(
                Following::beginAnew,
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
            status.settled(desk.undone(name, what, tail.image().revision()));
        }
    }

    private void tellOf(Optional<KeyRefusals.Refusal> refusal) {
        if (isResting || refusal.isEmpty()) {
            status.problems().clear(Area.REFUSED);
            return;
        }
        KeyRefusals.Refusal one = refusal.get();
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
