package io.flaghoist.history.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Cuts runs where others begin or end, so that two pieces have the same revisions or none. */
final class Cutting {
    private static final int MAX_PIECES = 8_000;

    private final List<Piece> runs;
    private final TreeSet<Long> begins = new TreeSet<>();

    Cutting(List<Piece> runs) {
        this.runs = runs;
        for (Piece run : runs) {
            begins.add(run.first().revision());
            begins.add(run.last().revision() + 1);
        }
    }

    /** The revisions at which there is something to cut; empty when runs are pieces already. */
    Set<Long> wanted() {
        var wanted = new TreeSet<Long>();
        for (Piece run : runs) {
            for (long begin : inside(run)) {
                wanted.add(begin - 1);
                wanted.add(begin);
            }
        }
        return wanted;
    }

    private Set<Long> inside(Piece run) {
        return begins.subSet(run.first().revision(), false, run.last().revision(), true);
    }

    List<Piece> cut(SecondLook look) {
        var pieces = new ArrayList<Piece>();
        for (Piece run : runs) {
            Link first = run.first();
            for (long begin : inside(run)) {
                Optional<Link> end = own(run, look.at(begin - 1));
                Optional<Link> next = own(run, look.at(begin));
                if (end.isPresent() && next.isPresent() && pieces.size() < MAX_PIECES) {
                    pieces.add(new Piece(run.run(), first, end.get()));
                    first = next.get();
                }
            }
            pieces.add(new Piece(run.run(), first, run.last()));
        }
        pieces.sort(Comparator.comparingLong(piece -> piece.first().index()));
        return pieces;
    }

    /** The one that is of this run and not of one that interrupts it. */
    private Optional<Link> own(Piece run, List<Link> links) {
        return links.stream().filter(link -> owner(link.index()).equals(run)).findFirst();
    }

    private Piece owner(long index) {
        Piece innermost = runs.getFirst();
        for (Piece run : runs) {
            if (run.first().index() <= index && index <= run.last().index()) {
                innermost = run;
            }
        }
        return innermost;
    }
}
