package io.flaghoist.history.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a history, record by record, into runs: records that follow each other by number and by
 * hash. An intact one is a single run, and whatever is done to it cuts it into a few, so that
 * nothing but their ends needs to be kept.
 *
 * <p>A run may be interrupted by another one: what is merely put in between does not end it.
 */
final class Runs {
    /** What is cut into more runs than this is not sorted out any more. */
    static final int MAX_RUNS = 1_000;

    private final List<Piece> closed = new ArrayList<>();
    private @Nullable Open current;
    private @Nullable Open interrupted;
    private int begun;
    private long unsorted;

    private static final class Open {
        private final int number;
        private final Link first;
        private Link last;

        Open(int number, Link first) {
            this.number = number;
            this.first = first;
            this.last = first;
        }

        Piece piece() {
            return new Piece(number, first, last);
        }
    }

    void add(Link link) {
        Open before = interrupted;
        if (before != null && before.last.isBefore(link)) {
            close(current);
            current = before;
            interrupted = null;
            before.last = link;
        } else if (current != null && current.last.isBefore(link)) {
            current.last = link;
        } else {
            close(interrupted);
            interrupted = current;
            current = new Open(begun++, link);
        }
    }

    private void close(@Nullable Open run) {
        if (run == null) {
            return;
        }
        if (closed.size() < MAX_RUNS) {
            closed.add(run.piece());
        } else {
            unsorted++;
        }
    }

    /** The revision that the record after the last one is to have; 0 before the first. */
    long nextRevision() {
        return current == null ? 0 : current.last.revision() + 1;
    }

    /** All runs, by where they begin. The last call. */
    List<Piece> end() {
        close(interrupted);
        close(current);
        interrupted = null;
        current = null;
        closed.sort(Comparator.comparingLong(piece -> piece.first().index()));
        return List.copyOf(closed);
    }

    /** How many runs were too many to be kept. */
    long unsorted() {
        return unsorted;
    }
}
