package io.flaghoist.follower;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.schemas.record.Heartbeat;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages for what keeps an environment from being fresh. Created on first use and cached, since
 * every request may ask; two threads may create the same message, which does no harm.
 */
final class FreshnessMessages {
    /** Heartbeats delayed by more than this are late rather than missing. */
    private static final long LATE_MILLIS = 15_000;

    private final @Nullable Proof proof;
    private final @Nullable Heartbeat counted;
    private final @Nullable ReceivedHeartbeat newest;
    private volatile @Nullable FreshnessProblem made;

    FreshnessMessages(
            @Nullable Proof proof,
            @Nullable Heartbeat counted,
            @Nullable ReceivedHeartbeat newest) {
        this.proof = proof;
        this.counted = counted;
        this.newest = newest;
    }

    FreshnessProblem differs(Instant since) {
        return trouble(
                Cause.DIGEST_DIFFERS,
                since,
                () ->
                        "The documents here differ from those of the owner%s, since %s. Still serving them; the topic is read again until both agree. Check who else writes to the config topic: the owner repairs foreign, unreadable and missing records within seconds."
                                .formatted(ownersRevision(), since));
    }

    FreshnessProblem ahead(Instant since) {
        return trouble(
                Cause.HEARTBEATS_AHEAD,
                since,
                () ->
                        "The owner is at revision %d, this process at %s, since %s. Still serving the latter. Check `behind`: if it is not 0, a transaction of another writer is open or Kafka is slow; if it is 0, a mirror is slow or records are missing, and the topic is read again."
                                .formatted(
                                        newest == null ? 0 : newest.heartbeat().revision(),
                                        counted == null
                                                ? "an earlier one"
                                                : Long.toString(counted.revision()),
                                        since));
    }

    FreshnessProblem neverHeard(Instant since) {
        return trouble(
                Cause.NO_HEARTBEATS,
                since,
                () ->
                        "No heartbeat of the environment's owner was received since this process started at %s. Still serving the last known state. Check whether an ingest runs, and this principal's READ permission on the freshness topic."
                                .formatted(since));
    }

    FreshnessProblem silent(Instant since) {
        return trouble(
                Cause.NO_HEARTBEATS,
                since,
                () ->
                        "No heartbeat of the environment's owner%s since %s. Still serving the last known state. Check whether that ingest runs and can write to Kafka."
                                .formatted(
                                        newest == null ? "" : ", " + newest.heartbeat().node(),
                                        since));
    }

    FreshnessProblem upstreamSilent(boolean stale, Instant since) {
        ReceivedHeartbeat said = newest;
        if (stale && said != null && isLate(said)) {
            return late(said);
        }
        return trouble(
                Cause.UPSTREAM_SILENT,
                since,
                () ->
                        "Nothing is proven of upstream since %s (the owner reports: %s). Still serving the last known state. Check that ingest's /health for the reason: the network to upstream, or keys that upstream refuses."
                                .formatted(
                                        since,
                                        said == null
                                                ? "unknown"
                                                : said.heartbeat().upstream().word()));
    }

    private static boolean isLate(ReceivedHeartbeat said) {
        return said.arrival().wallMillis() - said.heartbeat().at().toEpochMilli() > LATE_MILLIS
                && said.heartbeat()
                        .proof()
                        .map(it -> it.age().toMillis() < LATE_MILLIS)
                        .orElse(false);
    }

    private FreshnessProblem late(ReceivedHeartbeat said) {
        Instant since = said.heartbeat().at();
        return trouble(
                Cause.NO_HEARTBEATS,
                since,
                () ->
                        "The owner's heartbeats arrive late: the newest was sent at %s by its clock and arrived at %s by the local clock. Still serving the state that they prove. Check the mirror, if there is one, and the clocks of both machines."
                                .formatted(since, said.arrival().wall()));
    }

    FreshnessProblem clockWentBack(Instant since) {
        return trouble(
                Cause.CLOCK_WENT_BACK,
                since,
                () ->
                        "The clock of this machine was set back%s: the age of this state is unknown until the next heartbeat. Still serving it. Check time synchronization here."
                                .formatted(
                                        proof == null ? "" : " behind " + proof.notedAt().wall()));
    }

    private String ownersRevision() {
        return newest == null ? "" : " at revision " + newest.heartbeat().revision();
    }

    private FreshnessProblem trouble(Cause cause, Instant since, Supplier<String> words) {
        FreshnessProblem known = made;
        if (known == null || known.cause() != cause) {
            known = new FreshnessProblem(cause, words.get(), since);
            made = known;
        }
        return known;
    }
}
