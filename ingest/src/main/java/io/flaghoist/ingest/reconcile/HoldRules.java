package io.flaghoist.ingest.reconcile;

import java.time.Duration;
import java.util.Optional;

/**
 * When a full read is not believed at once.
 *
 * @param brakeMinimum the number of documents of an environment that must vanish at once for their
 *     removal to be held; default 10
 * @param brakeShare and more than this share of all of them; default 0.5
 * @param confirmAfter how long upstream must keep saying the same before a lower version is
 *     believed; default 30 s
 * @param settle how long after a notice a full read may still be older than the notice; default 10
 *     s
 * @param acceptAfter how long upstream must keep saying the same before a held removal is believed
 *     without a person's word; empty, the default, for never
 */
public record HoldRules(
        int brakeMinimum,
        double brakeShare,
        Duration confirmAfter,
        Duration settle,
        Optional<Duration> acceptAfter) {
    public static final HoldRules DEFAULT =
            new HoldRules(
                    10, 0.5, Duration.ofSeconds(30), Duration.ofSeconds(10), Optional.empty());
}
