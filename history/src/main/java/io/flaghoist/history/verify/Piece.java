package io.flaghoist.history.verify;

/**
 * Records that follow each other by number and by hash.
 *
 * @param run the number of the run that it is of
 */
record Piece(int run, Link first, Link last) {
    long count() {
        return last.revision() - first.revision() + 1;
    }

    /** What it is called at the beginning of a sentence. */
    String title() {
        return isSingle()
                ? "Revision " + first.revision()
                : "Revisions %d to %d".formatted(first.revision(), last.revision());
    }

    boolean isSingle() {
        return first.revision() == last.revision();
    }

    /** Whether {@code next} continues this one by number and by hash. */
    boolean joins(Piece next) {
        return last.isBefore(next.first);
    }

    /** Whether {@code next} continues this one by number, whatever its hash. */
    boolean meets(Piece next) {
        return next.first.revision() == last.revision() + 1;
    }

    boolean holds(long revision) {
        return first.revision() <= revision && revision <= last.revision();
    }

    boolean isSameAs(Piece other) {
        return first.revision() == other.first.revision()
                && first.hash().equals(other.first.hash())
                && last.hash().equals(other.last.hash());
    }
}
