package io.flaghoist.history.past;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.HistoryTopic;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import java.util.Optional;

/**
 * Rebuilds an environment as it stood at a revision: from the nearest state that is known (nothing
 * at all, a kept one, or the config topic's newest) over the changes between the two, forwards or
 * backwards, whichever reads least. For one thread at a time.
 */
public final class Rebuilder {
    /** A state is cached after this many changes, so that the next walk is short. */
    static final long KEEP_EVERY = 10_000;

    /** A shorter walk is as quick as reading a kept state. */
    private static final long WORTH_KEEPING = 2_000;

    private final EnvironmentLog log;
    private final StateCache cache;
    private final Progress progress;

    public Rebuilder(EnvironmentLog log, StateCache cache, Progress progress) {
        this.log = log;
        this.cache = cache;
        this.progress = progress;
    }

    /** Where a walk begins. */
    private record Start(PastState state, long steps) {}

    /**
     * The state after the change with this revision.
     *
     * @param revision 0 for before the first change
     * @throws PastUnknownException when there is no such revision, or the log lacks what led to it
     */
    public PastState at(long revision) throws LogUnavailableException, PastUnknownException {
        if (revision == 0) {
            return PastState.nothing(log.environment());
        }
        HistoryTopic.Extent extent =
                log.history()
                        .extent()
                        .orElseThrow(
                                () -> new PastUnknownException("The history holds no change yet."));
        requireWithin(extent, revision);
        Optional<PastState> kept = cache.nearest(log, revision);
        Optional<Start> start = kept.map(state -> new Start(state, distance(state, revision)));
        long fromNothing = extent.first().revision() == 1 ? revision : Long.MAX_VALUE;
        long best = Math.min(fromNothing, start.map(Start::steps).orElse(Long.MAX_VALUE));
        if (best > extent.last().revision() - revision) {
            return fromNewest(extent, revision, best, start);
        }
        return fromNothing == best
                ? forward(PastState.nothing(log.environment()), revision)
                : from(start.orElseThrow().state(), revision);
    }

    /** The state at the end of the log, from the config topic alone. */
    public PastState now() throws LogUnavailableException {
        // Read first: every later record of the config topic has its history record by then.
        Position end = log.history().extent().map(HistoryTopic.Extent::last).orElse(Position.START);
        Optional<PastState> quickly = newest(end, false);
        return quickly.isPresent() ? quickly.get() : newest(end, true).orElseThrow();
    }

    /** Empty where each record must be read to know which count. */
    private Optional<PastState> newest(Position end, boolean isEachRead)
            throws LogUnavailableException {
        EnvironmentId environment = log.environment();
        var newest = new NewestRecords(environment, isEachRead);
        log.config().forEach(newest);
        // Compaction forgets tombstones, and with them the last revision.
        Position last = end.isAfter(newest.position()) ? end : newest.position();
        return newest.documents().map(it -> PastState.of(environment, last, it));
    }

    private static void requireWithin(HistoryTopic.Extent extent, long revision)
            throws PastUnknownException {
        if (revision > extent.last().revision()) {
            throw new PastUnknownException(
                    "There is no revision %d yet: the last one is %d."
                            .formatted(revision, extent.last().revision()));
        }
        if (revision < extent.first().revision() - 1) {
            throw new PastUnknownException(
                    "Revision %d is no longer known: the history begins with revision %d. Older records were deleted (retention of the topic)."
                            .formatted(revision, extent.first().revision()));
        }
    }

    private static long distance(PastState state, long revision) {
        return Math.abs(state.position().revision() - revision);
    }

    /** The config topic must be read whole, which may be more than the walk that it saves. */
    private PastState fromNewest(
            HistoryTopic.Extent extent, long revision, long otherwise, Optional<Start> kept)
            throws LogUnavailableException, PastUnknownException {
        PastState newest = now();
        long steps = extent.last().revision() - revision + newest.documents().size();
        if (steps < otherwise || otherwise == Long.MAX_VALUE) {
            return backward(newest, revision);
        }
        return kept.isPresent() && kept.get().steps() == otherwise
                ? from(kept.get().state(), revision)
                : forward(PastState.nothing(log.environment()), revision);
    }

    private PastState from(PastState state, long revision)
            throws LogUnavailableException, PastUnknownException {
        return state.position().revision() <= revision
                ? forward(state, revision)
                : backward(state, revision);
    }

    private PastState forward(PastState base, long revision)
            throws LogUnavailableException, PastUnknownException {
        long reached = base.position().revision();
        boolean isWorthKeeping = revision - reached >= WORTH_KEEPING;
        progress.begin("Reading history", revision - reached);
        PastState state = base;
        try {
            while (reached < revision) {
                reached = Math.min(revision, reached + KEEP_EVERY);
                state = walk(state, reached);
                if (isWorthKeeping) {
                    cache.keep(log, state);
                }
            }
        } finally {
            progress.end();
        }
        return state;
    }

    private PastState walk(PastState base, long until)
            throws LogUnavailableException, PastUnknownException {
        var forward = new Forward(base);
        log.history()
                .from(
                        base.position().revision() + 1,
                        record -> {
                            if (record.revision() > until) {
                                return false;
                            }
                            forward.take(record);
                            progress.advance(1);
                            return forward.position().revision() < until;
                        });
        return forward.state();
    }

    private PastState backward(PastState base, long revision)
            throws LogUnavailableException, PastUnknownException {
        long last = base.position().revision();
        progress.begin("Reading history", last - revision);
        try {
            var backward = new Backward(base, target(revision));
            log.history()
                    .from(
                            revision + 1,
                            record -> {
                                if (record.revision() > last) {
                                    return false;
                                }
                                backward.take(record);
                                progress.advance(1);
                                return true;
                            });
            PastState state = backward.state();
            if (last - revision >= WORTH_KEEPING) {
                cache.keep(log, state);
            }
            return state;
        } finally {
            progress.end();
        }
    }

    /** The full position of a revision; of the one before the first record, that record's epoch. */
    private Position target(long revision) throws LogUnavailableException {
        Optional<StoredRecord> there = log.history().at(revision);
        if (there.isEmpty()) {
            there = log.history().at(revision + 1);
        }
        long epoch = there.flatMap(StoredRecord::position).map(Position::epoch).orElse(0L);
        return new Position(epoch, revision);
    }
}
