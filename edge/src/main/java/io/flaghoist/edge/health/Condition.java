package io.flaghoist.edge.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.Freshness;
import io.flaghoist.follower.ProofExceptions;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of one environment at one time.
 *
 * @param isRetired it was retired and cannot be stale
 * @param at the moment
 */
record Condition(
        FollowerView.OfEnvironment of, Freshness freshness, boolean isRetired, Instant at) {
    /** An owner without heartbeats for this long is silent: its last state is outdated. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Worst first: stale environments, by severity of the cause, then by age. */
    static final Comparator<Condition> WORST_FIRST =
            Comparator.comparing(Condition::isRetired)
                    .thenComparing(it -> !it.isStale())
                    .thenComparing(it -> it.freshness().cause())
                    .thenComparing(
                            it -> it.freshness().age().orElse(Duration.ofSeconds(Long.MAX_VALUE)),
                            Comparator.reverseOrder())
                    .thenComparing(it -> it.of().environment());

    boolean isStale() {
        return !isRetired && freshness.isStale();
    }

    /** Whether this environment has a problem. */
    boolean hasProblem() {
        return !isRetired && (freshness.isStale() || freshness.cause() != Freshness.Cause.NONE);
    }

    /** Whether the log is applied to its end, as far as known. */
    boolean isCaughtUp() {
        return of.caughtUp() && of.behind() == 0;
    }

    /** Whether the state is known to equal the log; SaaS may differ. */
    boolean isInSyncWithLog() {
        return switch (freshness.cause()) {
            case NONE, UPSTREAM_SILENT -> true;
            case READER_FAILED,
                    KAFKA_UNREACHABLE,
                    RIGHT_MISSING,
                    DIGEST_DIFFERS,
                    HEARTBEATS_AHEAD,
                    NO_HEARTBEATS,
                    CLOCK_WENT_BACK ->
                    isRetired;
        };
    }

    /** The newest heartbeat; empty if the owner is silent. */
    Optional<Heartbeat> living() {
        return newest().filter(said -> said.at().plus(SILENCE).isAfter(at))
                .filter(_ ->
                        switch (freshness.cause()) {
                            case READER_FAILED, KAFKA_UNREACHABLE, RIGHT_MISSING, NO_HEARTBEATS ->
                                    false;
                            case DIGEST_DIFFERS,
                                    HEARTBEATS_AHEAD,
                                    UPSTREAM_SILENT,
                                    CLOCK_WENT_BACK,
                                    NONE ->
                                    true;
                        });
    }

    /** The state of upstream, from a living owner; empty if there is none. */
    Optional<Heartbeat.Upstream> upstream() {
        return living().map(Heartbeat::upstream);
    }

    /** Whether there was ever a heartbeat. */
    boolean wasHeard() {
        return newest().isPresent();
    }

    private Optional<Heartbeat> newest() {
        return freshness.ahead().or(freshness::heartbeat);
    }

    void describe(ObjectNode node) {
        node.put("id", of.environment().value());
        node.put("state", isRetired ? "RETIRED" : of.complete() ? "SERVING" : "INCOMPLETE");
        node.put("stale", isStale());
        freshness.age().ifPresent(age -> node.put("freshnessSeconds", age.toMillis() / 1e3));
        if (hasProblem()) {
            ObjectNode problem = node.putObject("problem");
            problem.put("cause", freshness.cause().name());
            problem.put("what", freshness.words());
            freshness.since().ifPresent(since -> problem.put("since", since.toString()));
        }
        node.put("caughtUp", isCaughtUp());
        node.put("behind", of.behind());
        node.put("revision", of.position().revision());
        node.put("epoch", of.position().epoch());
        newest().ifPresent(said -> node.put("ownerRevision", said.revision()));
        upstream(node.putObject("upstream"));
        exceptions(node);
    }

    /** An old state is never reported as the present one. */
    private void upstream(ObjectNode node) {
        Optional<Heartbeat> living = living();
        if (living.isPresent()) {
            node.put("state", word(living.get()));
            node.put("since", living.get().upstreamSince().toEpochMilli());
            node.put("saidBy", living.get().node());
        } else if (newest().isPresent()) {
            node.put("state", "UNKNOWN");
            node.put("lastState", word(newest().get()));
            node.put("lastSaidAt", newest().get().at().toEpochMilli());
            node.put("lastSaidBy", newest().get().node());
        } else {
            node.put("state", "UNKNOWN");
        }
    }

    private static String word(Heartbeat said) {
        return said.upstream().word().toUpperCase(Locale.ROOT);
    }

    private void exceptions(ObjectNode node) {
        ArrayNode list = node.putArray("exceptions");
        if (newest().isPresent() || freshness.exceptions().count() > 0) {
            ProofExceptions now =
                    freshness.ahead().map(ProofExceptions::of).orElse(freshness.exceptions());
            node.put("exceptionCount", now.count());
            for (HeartbeatException exception : now.named()) {
                list.addObject()
                        .put("document", exception.key().text())
                        .put("kind", exception.kind().word())
                        .put("reason", exception.reason());
            }
        }
    }
}
