package io.flaghoist.history.verify;

import io.flaghoist.schemas.record.IngestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a log beforehand. All of it must have become known before the verification
 * begins.
 *
 * @param heads of the chain
 * @param status the newest that ingest said of the environment
 * @param allowsRepeats whether records may lie there twice, as mirrors deliver them
 * @param isKeptForEver whether the history has no retention: then nothing of it that was there may
 *     be gone
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

    public Expectations with(IngestStatus.OfEnvironment newest) {
        return new Expectations(heads, Optional.of(newest), allowsRepeats, isKeptForEver);
    }

    public Expectations allowingRepeats() {
        return new Expectations(heads, status, true, isKeptForEver);
    }

    public Expectations keptForEver() {
        return new Expectations(heads, status, allowsRepeats, true);
    }

    /** All heads, that of the status included. */
    List<KnownHead> allHeads() {
        var all = new ArrayList<>(heads);
        status.filter(said -> said.revision() > 0 && !said.historyHash().isEmpty())
                .ifPresent(said ->
                        all.add(KnownHead.of(said.revision(), said.historyHash(), "ingest")));
        return all;
    }

    /** The last revision that is known to have been there; 0 when none is. */
    long furthest() {
        long known = heads.stream().mapToLong(KnownHead::revision).max().orElse(0);
        return Math.max(known, status.map(IngestStatus.OfEnvironment::revision).orElse(0L));
    }
}
