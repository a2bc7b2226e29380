package io.flaghoist.history.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Closes the gaps of the trunk with what lies elsewhere and fits by number and hash: those records
 * were put in another order.
 */
final class Gaps {
    /**
     * A piece that lies where it does not belong.
     *
     * @param before the record that it belongs behind, if there is one
     * @param after the record that it belongs before, if there is one
     */
    record Moved(Piece piece, @Nullable Link before, @Nullable Link after) {}

    private final LongestChain trunk;
    private final List<Piece> rest;
    private final List<Moved> moved = new ArrayList<>();

    private Gaps(LongestChain trunk) {
        this.trunk = trunk;
        this.rest = new ArrayList<>(trunk.rest());
    }

    static Gaps closed(LongestChain trunk) {
        var gaps = new Gaps(trunk);
        List<Piece> pieces = trunk.pieces();
        for (int i = 0; i <= pieces.size() && !pieces.isEmpty(); i++) {
            Link before = i == 0 ? null : pieces.get(i - 1).last();
            Link after = i == pieces.size() ? null : pieces.get(i).first();
            gaps.closeFromBefore(before, after);
            gaps.closeFromAfter(before, after);
        }
        return gaps;
    }

    private void closeFromBefore(@Nullable Link before, @Nullable Link after) {
        Link end = before;
        while (end != null) {
            Link at = end;
            Optional<Piece> next =
                    take(piece ->
                            at.isBefore(piece.first())
                                    && (after == null
                                            || piece.last().revision() < after.revision()));
            next.ifPresent(piece -> moved.add(new Moved(piece, before, after)));
            end = next.map(Piece::last).orElse(null);
        }
    }

    private void closeFromAfter(@Nullable Link before, @Nullable Link after) {
        Link begin = after;
        while (begin != null) {
            Link at = begin;
            Optional<Piece> next =
                    take(piece ->
                            piece.last().isBefore(at)
                                    && (before == null
                                            || piece.first().revision() > before.revision()));
            next.ifPresent(piece -> moved.add(new Moved(piece, before, after)));
            begin = next.map(Piece::first).orElse(null);
        }
    }

    private Optional<Piece> take(Predicate<Piece> fits) {
        Optional<Piece> found = rest.stream().filter(fits).findFirst();
        found.ifPresent(rest::remove);
        return found;
    }

    List<Moved> moved() {
        return moved;
    }

    /** What fits nowhere. */
    List<Piece> rest() {
        return rest;
    }

    /** The trunk with what was moved where it belongs. */
    Chain chain() {
        var all = new ArrayList<>(trunk.pieces());
        moved.forEach(it -> all.add(it.piece()));
        all.sort(Comparator.comparingLong(piece -> piece.first().revision()));
        return new Chain(List.copyOf(all));
    }
}
