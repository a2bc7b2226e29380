package io.flaghoist.history.verify;

import java.util.List;
import java.util.Optional;

/**
 * The history put in order.
 *
 * @param pieces by revision; empty when there are none
 */
record Chain(List<Piece> pieces) {
    Optional<Link> first() {
        return pieces.isEmpty() ? Optional.empty() : Optional.of(pieces.getFirst().first());
    }

    Optional<Link> last() {
        return pieces.isEmpty() ? Optional.empty() : Optional.of(pieces.getLast().last());
    }

    long firstRevision() {
        return first().map(Link::revision).orElse(0L);
    }

    long lastRevision() {
        return last().map(Link::revision).orElse(0L);
    }

    boolean holds(Link link) {
        return pieces.stream()
                .anyMatch(piece ->
                        piece.holds(link.revision())
                                && piece.first().index() <= link.index()
                                && link.index() <= piece.last().index());
    }

    /** Whether the record after this one says that this one is as it was written. */
    boolean isVouchedFor(Link link) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (piece.holds(link.revision())) {
                return link.revision() < piece.last().revision()
                        || (i + 1 < pieces.size() && piece.joins(pieces.get(i + 1)));
            }
        }
        return false;
    }

    Optional<Piece> beginningAt(long revision) {
        return pieces.stream().filter(piece -> piece.first().revision() == revision).findFirst();
    }

    Optional<Piece> endingAt(long revision) {
        return pieces.stream().filter(piece -> piece.last().revision() == revision).findFirst();
    }
}
