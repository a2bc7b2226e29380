package io.flaghoist.history.verify;

import io.flaghoist.schemas.record.IngestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a log before the verification begins.
 *
 * @param heads of the chain, that of the status included
 * @param status the newest that ingest said of the environment
 * @param allowsRepeats whether records may lie there twice, as mirrors deliver them
 * @param isKeptForEver whether the history has no retention, so that no record may be gone
 */
public record Expectations(
        List<KnownHead> heads,
        Optional<IngestStatus.OfEnvironment> status,
        boolean allowsRepeats,
        boolean isKeptForEver) {

    /** Nothing is known. */
    public static final Expectations NONE =
            new Expectations(List.of(), Optional.empty(), false, false);

    public Expectations {
        heads = List.copyOf(heads);
    }

    public Expectations with(KnownHead head) {
        var more = new ArrayList<>(heads);
        more.add(head);
        return new Expectations(more, status, allowsRepeats, isKeptForEver);
    }

    /** With the newest status that ingest published, and the head in it. */
    public Expectations with(IngestStatus.OfEnvironment newest) {
        Expectations known =
                newest.revision() == 0 || newest.historyHash().isEmpty()
                        ? this
                        : with(KnownHead.of(newest.revision(), newest.historyHash(), "ingest"));
        return new Expectations(known.heads, Optional.of(newest), allowsRepeats, isKeptForEver);
    }

    public Expectations allowingRepeats() {
        return new Expectations(heads, status, true, isKeptForEver);
    }

    public Expectations keptForEver() {
        return new Expectations(heads, status, allowsRepeats, true);
    }

    boolean knows(long revision) {
        return heads.stream().anyMatch(head -> head.revision() == revision);
    }

    boolean confirms(ChainRecord record) {
        return heads.stream().anyMatch(head -> head.isOf(record));
    }

    boolean contradicts(ChainRecord record) {
        return knows(record.revision()) && !confirms(record);
    }

    /** The last revision that is known to have been there; 0 when none is. */
    long furthest() {
        long known = heads.stream().mapToLong(KnownHead::revision).max().orElse(0);
        return Math.max(known, status.map(IngestStatus.OfEnvironment::revision).orElse(0L));
    }
}
