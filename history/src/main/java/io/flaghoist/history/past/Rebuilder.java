package io.flaghoist.history.past;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.HistoryTopic;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Predicate;

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
        var starts = new ArrayList<PastState>(2);
        if (extent.firstRevision() == 1) {
            starts.add(PastState.nothing(log.environment()));
        }
        cache.nearest(log, revision).ifPresent(starts::add);
        Optional<PastState> nearest =
                starts.stream().min(Comparator.comparingLong(it -> distance(it, revision)));
        long steps = nearest.map(it -> distance(it, revision)).orElse(Long.MAX_VALUE);
        long back = extent.last().revision() - revision;
        if (steps > back) {
            // The config topic must be read whole, which may be more than the walk that it saves.
            PastState newest = now();
            if (nearest.isEmpty() || back + newest.documents().size() < steps) {
                return backward(newest, revision);
            }
        }
        PastState start = nearest.orElseThrow();
        return start.position().revision() <= revision
                ? forward(start, revision)
                : backward(start, revision);
    }

    /** The state at the end of the log, from the config topic alone. */
    public PastState now() throws LogUnavailableException {
        // Read first: every later record of the config topic has its history record by then.
        Position end = log.history().extent().map(HistoryTopic.Extent::last).orElse(Position.START);
        // Of the older records, of which compaction leaves a segment full, none should be parsed.
        Optional<PastState> quickly = newest(end, _ -> true);
        return quickly.isPresent()
                ? quickly.get()
                : newest(end, record -> change(record).isPresent()).orElseThrow();
    }

    /**
     * Empty where one that counts cannot be read.
     *
     * @param counts whether a record counts: for an edge, one that it can read
     */
    private Optional<PastState> newest(Position end, Predicate<StoredRecord> counts)
            throws LogUnavailableException {
        var newest = DocumentRecords.newest(Position.START, counts);
        log.config().forEach(newest);
        var documents = new HashMap<DocumentKey, PastDocument>();
        for (StoredRecord record : newest.kept().values()) {
            Optional<Change> change = change(record);
            if (change.isEmpty()) {
                return Optional.empty();
            }
            if (change.get() instanceof Change.Saved(var at, _, var document)) {
                documents.put(document.key(), new PastDocument(document, Optional.of(at)));
            }
        }
        // Compaction forgets tombstones, and with them the last revision.
        Position last = end.isAfter(newest.position()) ? end : newest.position();
        return Optional.of(new PastState(log.environment(), last, documents));
    }

    private Optional<Change> change(StoredRecord record) {
        return ConfigCodec.decode(log.environment(), record.content(), record.timestamp())
                        instanceof Decoded.Understood(var change)
                ? Optional.of(change)
                : Optional.empty();
    }

    private static void requireWithin(HistoryTopic.Extent extent, long revision)
            throws PastUnknownException {
        if (revision > extent.last().revision()) {
            throw new PastUnknownException(
                    "There is no revision %d yet: the last one is %d."
                            .formatted(revision, extent.last().revision()));
        }
        if (revision < extent.firstRevision() - 1) {
            throw new PastUnknownException(
                    "Revision %d is no longer known: the history begins with revision %d. Older records were deleted (retention of the topic)."
                            .formatted(revision, extent.firstRevision()));
        }
    }

    private static long distance(PastState state, long revision) {
        return Math.abs(state.position().revision() - revision);
    }

    private PastState forward(PastState base, long revision)
            throws LogUnavailableException, PastUnknownException {
        long reached = base.position().revision();
        boolean isWorthKeeping = revision - reached >= WORTH_KEEPING;
        progress.begin("Reading history", revision - reached);
        PastState state = base;
        try {
            while (reached < revision) {
                var newest = DocumentRecords.newest(state.position());
                reached = Math.min(revision, reached + KEEP_EVERY);
                read(state.position().revision(), reached, newest);
                state = Transition.forward(state, newest);
                if (isWorthKeeping) {
                    cache.keep(log, state);
                }
            }
        } finally {
            progress.end();
        }
        return state;
    }

    private PastState backward(PastState base, long revision)
            throws LogUnavailableException, PastUnknownException {
        long last = base.position().revision();
        progress.begin("Reading history", last - revision);
        try {
            Position target = target(revision);
            var oldest = DocumentRecords.oldest(target);
            read(revision, last, oldest);
            PastState state = Transition.backward(base, target, oldest);
            if (last - revision >= WORTH_KEEPING) {
                cache.keep(log, state);
            }
            return state;
        } finally {
            progress.end();
        }
    }

    /** Reads the changes after a revision, up to another. */
    private void read(long after, long until, DocumentRecords records)
            throws LogUnavailableException {
        log.history()
                .from(
                        after + 1,
                        record -> {
                            if (record.revision() > until) {
                                return false;
                            }
                            progress.advance(1);
                            return records.visit(record) && records.position().revision() < until;
                        });
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
