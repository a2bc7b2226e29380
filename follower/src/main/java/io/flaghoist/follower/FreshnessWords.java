package io.flaghoist.follower;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.schemas.record.Heartbeat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The words for what keeps an environment from being fresh. They are made when they are first
 * needed and then kept, since every request may ask: two threads at once make them twice, which
 * does no harm.
 */
final class FreshnessWords {
    /** Heartbeats that come so much later than they were said are late rather than missing. */
    private static final long LATE_MILLIS = 15_000;

    private final @Nullable Proof proof;
    private final @Nullable Heartbeat counted;
    private final @Nullable ReceivedHeartbeat newest;
    private volatile @Nullable Trouble made;

    FreshnessWords(
            @Nullable Proof proof,
            @Nullable Heartbeat counted,
            @Nullable ReceivedHeartbeat newest) {
        this.proof = proof;
        this.counted = counted;
        this.newest = newest;
    }

    Trouble differs(Instant since) {
        Trouble known = known(Cause.DIGEST_DIFFERS);
        return known != null
                ? known
                : keep(
                        Cause.DIGEST_DIFFERS,
                        since,
                        "The documents here are not those that the owner holds%s, since %s. Still serving them; the topic is read anew until both agree. Check who else writes to the config topic: the owner repairs foreign, unreadable and missing records within seconds."
                                .formatted(ownersRevision(), since));
    }

    Trouble ahead(Instant since) {
        Trouble known = known(Cause.HEARTBEATS_AHEAD);
        return known != null
                ? known
                : keep(
                        Cause.HEARTBEATS_AHEAD,
                        since,
                        "The owner is at revision %d, here it is %s, since %s. Still serving the latter. Check `behind`: where it is not 0, another writer's transaction is open or Kafka is slow; where it is 0, a mirror is slow or records are missing, and the topic is read anew."
                                .formatted(
                                        newest == null ? 0 : newest.heartbeat().revision(),
                                        counted == null
                                                ? "an earlier one"
                                                : Long.toString(counted.revision()),
                                        since));
    }

    Trouble neverHeard(Instant since) {
        Trouble known = known(Cause.NO_HEARTBEATS);
        return known != null
                ? known
                : keep(
                        Cause.NO_HEARTBEATS,
                        since,
                        "No heartbeat of the environment's owner was heard since this process started at %s. Still serving the last known state. Check whether an ingest runs, and this principal's READ permission on the freshness topic."
                                .formatted(since));
    }

    Trouble silent(Instant since) {
        Trouble known = known(Cause.NO_HEARTBEATS);
        return known != null
                ? known
                : keep(
                        Cause.NO_HEARTBEATS,
                        since,
                        "No heartbeat of the environment's owner%s since %s. Still serving the last known state. Check whether that ingest runs, and can write to Kafka."
                                .formatted(
                                        newest == null ? "" : ", " + newest.heartbeat().node(),
                                        since));
    }

    Trouble upstreamSilent(boolean stale, Instant since) {
        ReceivedHeartbeat said = newest;
        if (stale && said != null && isLate(said)) {
            return late(said);
        }
        Trouble known = known(Cause.UPSTREAM_SILENT);
        return known != null
                ? known
                : keep(
                        Cause.UPSTREAM_SILENT,
                        since,
                        "Nothing is proven of upstream since %s (%s, as the owner says). Still serving the last known state. Check that ingest's /health, which says why: its way to upstream, and whether upstream refuses its keys."
                                .formatted(
                                        since,
                                        said == null
                                                ? "unknown"
                                                : said.heartbeat().upstream().word()));
    }

    private boolean isLate(ReceivedHeartbeat said) {
        return said.arrival().wallMillis() - said.heartbeat().at().toEpochMilli() > LATE_MILLIS
                && said.heartbeat()
                        .proof()
                        .map(it -> it.age().toMillis() < LATE_MILLIS)
                        .orElse(false);
    }

    private Trouble late(ReceivedHeartbeat said) {
        Trouble known = known(Cause.NO_HEARTBEATS);
        Instant since = said.heartbeat().at();
        return known != null
                ? known
                : keep(
                        Cause.NO_HEARTBEATS,
                        since,
                        "The owner's heartbeats come late: the newest was said at %s by its clock and came at %s by the clock here. Still serving what they told of. Check the mirror, if there is one, and the clocks of both machines."
                                .formatted(since, said.arrival().wall()));
    }

    Trouble ingestOlder(Instant since) {
        Trouble known = known(Cause.INGEST_OLDER);
        return known != null
                ? known
                : keep(
                        Cause.INGEST_OLDER,
                        since,
                        "Unproven: ingest is of a version that writes no heartbeats, so its own word is all there is, since %s. Upgrade ingest."
                                .formatted(since));
    }

    Trouble clockWentBack(Instant since) {
        Trouble known = known(Cause.CLOCK_WENT_BACK);
        return known != null
                ? known
                : keep(
                        Cause.CLOCK_WENT_BACK,
                        since,
                        "The clock of this machine was set back%s: nobody can tell how old this state is until the next heartbeat. Still serving it. Check time synchronization here."
                                .formatted(
                                        proof == null ? "" : " behind " + proof.notedAt().wall()));
    }

    private String ownersRevision() {
        return newest == null ? "" : " at revision " + newest.heartbeat().revision();
    }

    private @Nullable Trouble known(Cause cause) {
        Trouble known = made;
        return known != null && known.cause() == cause ? known : null;
    }

    private Trouble keep(Cause cause, Instant since, String words) {
        var trouble = new Trouble(cause, words, since);
        made = trouble;
        return trouble;
    }
}
