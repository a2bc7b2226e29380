package io.flaghoist.ingest;

import io.dropwizard.util.Duration;
import io.flaghoist.ingest.reconcile.HoldRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a full read is not believed at once.
 *
 * @param brakeMinimum so many documents of an environment must vanish at once for the brake to hold
 *     their removal; default 10
 * @param brakePercent and more than this share of all of them; default 50
 * @param confirmAfter how long upstream must keep saying the same before a lower version is
 *     believed; default 30 s
 * @param settle how long after a notice a full read may still be older than the notice; default 10
 *     s
 * @param acceptAfter how long upstream must keep saying the same before a held removal, or a held
 *     retirement, is carried out without a person's word; default 0, which is never
 * @param refusedFor how long SaaS must refuse every API key of an environment before that counts as
 *     confirmed; default 60 s
 */
record DoubtSettings(
        Integer brakeMinimum,
        Integer brakePercent,
        Duration confirmAfter,
        Duration settle,
        Duration acceptAfter,
        Duration refusedFor) {

    DoubtSettings(
            @Nullable Integer brakeMinimum,
            @Nullable Integer brakePercent,
            @Nullable Duration confirmAfter,
            @Nullable Duration settle,
            @Nullable Duration acceptAfter,
            @Nullable Duration refusedFor) {
        this.brakeMinimum = brakeMinimum == null ? 10 : brakeMinimum;
        this.brakePercent = brakePercent == null ? 50 : brakePercent;
        this.confirmAfter = confirmAfter == null ? Duration.seconds(30) : confirmAfter;
        this.settle = settle == null ? Duration.seconds(10) : settle;
        this.acceptAfter = acceptAfter == null ? Duration.seconds(0) : acceptAfter;
        this.refusedFor = refusedFor == null ? Duration.seconds(60) : refusedFor;
    }

    /** The same for the pure part. */
    HoldRules rules() {
        return new HoldRules(
                brakeMinimum,
                brakePercent / 100.0,
                confirmAfter.toJavaDuration(),
                settle.toJavaDuration(),
                Optional.of(acceptAfter.toJavaDuration()).filter(after -> !after.isZero()));
    }
}
