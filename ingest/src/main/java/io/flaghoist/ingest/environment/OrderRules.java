package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.LogOrder;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RemovalHold;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what becomes of an order; pure. */
final class OrderRules {
    /** Clocks of people and of this machine may differ by so much. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private OrderRules() {}

    /**
     * Removes of the confirmed set what is still held: never more, even when more is held by now.
     *
     * @param set what a hold of that name is about; empty when none is known
     * @param current what is held now
     */
    static OrderDecision confirm(
            Order.Confirm order,
            EnvironmentImage image,
            Set<DocumentKey> set,
            Optional<RemovalHold> current,
            Instant now) {
        return refusal(order, set, current, now)
                .map(why -> OrderDecision.refused(order, Cause.CONFIRM, why))
                .orElseGet(() -> confirmed(order, image, set, current));
    }

    private static Optional<String> refusal(
            Order.Confirm order, Set<DocumentKey> set, Optional<RemovalHold> current, Instant now) {
        Instant written = order.signed().when();
        Instant latest = written.plus(Order.Confirm.LIFETIME);
        Instant expires = order.expiresAt().isBefore(latest) ? order.expiresAt() : latest;
        if (!now.isBefore(expires)) {
            return Optional.of("it expired at " + expires);
        }
        if (written.isAfter(now.plus(SKEW))) {
            return Optional.of("it was written at %s, and it is %s".formatted(written, now));
        }
        if (set.isEmpty()) {
            return Optional.of(
                    "nothing is held under %s; %s"
                            .formatted(
                                    order.hold(),
                                    current.map(hold -> "what is held now is " + hold.id())
                                            .orElse("nothing is held now")));
        }
        if (set.size() != order.keys()) {
            return Optional.of(
                    "it says that %s is about %d documents, which are %d"
                            .formatted(order.hold(), order.keys(), set.size()));
        }
        return Optional.empty();
    }

    private static OrderDecision confirmed(
            Order.Confirm order,
            EnvironmentImage image,
            Set<DocumentKey> set,
            Optional<RemovalHold> current) {
        var changes = new ArrayList<PlannedChange>();
        for (DocumentKey key : current.map(hold -> hold.reasons().keySet()).orElse(Set.of())) {
            Document document = image.document(key);
            if (document != null && set.contains(key)) {
                changes.add(new PlannedChange.Remove(document));
            }
        }
        if (changes.isEmpty()) {
            return OrderDecision.refused(
                    order,
                    Cause.CONFIRM,
                    "none of the %d documents of %s is held any more"
                            .formatted(set.size(), order.hold()));
        }
        return OrderDecision.done(
                order,
                LogOrder.sorted(changes),
                Cause.CONFIRM,
                Optional.of(order.key()),
                changes.size() == set.size()
                        ? "removed %d documents".formatted(changes.size())
                        : "removed %d documents; %d of the %d were not held any more"
                                .formatted(
                                        changes.size(), set.size() - changes.size(), set.size()));
    }

    /**
     * Removes everything, the environment's own record last. An environment that has changed since
     * the person looked is not retired: an old order must not empty what was brought back since.
     * What is left of an environment that is retired already goes in any case.
     *
     * @param epoch of this owner
     */
    static OrderDecision retire(Order.Retire order, EnvironmentImage image, long epoch) {
        Position asOf = order.asOf();
        boolean isOfThisLog = asOf.epoch() <= epoch && asOf.revision() <= image.revision();
        if (image.isComplete() && !(isOfThisLog && asOf.revision() == image.revision())) {
            return OrderDecision.refused(
                    order,
                    Cause.RETIRE,
                    isOfThisLog
                            ? "the environment has moved on from revision %d to %d; look again"
                                    .formatted(asOf.revision(), image.revision())
                            : "it is about epoch %d and revision %d, and the log stands at %d and %d"
                                    .formatted(
                                            asOf.epoch(),
                                            asOf.revision(),
                                            epoch,
                                            image.revision()));
        }
        List<PlannedChange> changes = everything(image);
        return OrderDecision.done(
                order,
                changes,
                Cause.RETIRE,
                Optional.empty(),
                changes.isEmpty()
                        ? "the environment is retired"
                        : "retired: removed %d documents".formatted(changes.size()));
    }

    static List<PlannedChange> everything(EnvironmentImage image) {
        var changes = new ArrayList<PlannedChange>();
        for (Entry<? extends Document> entry : image.entries()) {
            changes.add(new PlannedChange.Remove(entry.document()));
        }
        return LogOrder.sorted(changes);
    }
}
