package io.flaghoist.ingest.reconcile;

import java.time.Duration;

/**
 * When a full read is not believed at once.
 *
 * @param brakeMinimum so many documents of an environment must vanish at once for the brake to hold
 *     their removal; default 10
 * @param brakeShare and more than this share of all of them; default 0.5
 * @param confirmAfter how long upstream must keep saying the same before a held removal or a lower
 *     version is believed; default 30 s
 * @param settle how long after a notice a full read may still be older than the notice; default 10
 *     s
 */
public record HoldRules(
        int brakeMinimum, double brakeShare, Duration confirmAfter, Duration settle) {
    public static final HoldRules DEFAULT =
            new HoldRules(10, 0.5, Duration.ofSeconds(30), Duration.ofSeconds(10));
}
