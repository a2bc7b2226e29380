package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** Says of what fits nowhere whether it was put in between or is a second end of the history. */
final class InsertedJudge {
    private final ChainCase history;

    InsertedJudge(ChainCase history) {
        this.history = history;
    }

    /**
     * @param count of records
     */
    private record Other(Kind kind, boolean isCopy, Piece piece, long count) {}

    /**
     * @param renumbered of which all is told already
     */
    void judge(Set<Piece> renumbered) {
        var others = new ArrayList<Other>();
        for (Piece piece : history.gaps().rest()) {
            if (renumbered.contains(piece)) {
                continue;
            }
            history.findings().suspect(piece.first(), piece.last());
            Other other = other(piece);
            Other before = others.isEmpty() ? null : others.getLast();
            if (before != null && continues(before, other)) {
                Kind kind = other.isCopy ? Kind.INSERTED : Kind.FORKED;
                var whole = new Piece(piece.run(), before.piece.first(), piece.last());
                others.set(
                        others.size() - 1,
                        new Other(kind, other.isCopy, whole, before.count + other.count));
            } else {
                others.add(other);
            }
        }
        others.forEach(this::tell);
    }

    private static boolean continues(Other before, Other other) {
        return before.isCopy == other.isCopy
                && before.piece.run() == other.piece.run()
                && before.piece.joins(other.piece);
    }

    private Other other(Piece piece) {
        Link first = piece.first();
        Optional<Piece> same = history.chain().beginningAt(first.revision());
        if (same.isPresent() && same.get().isSameAs(piece)) {
            return new Other(Kind.INSERTED, true, piece, piece.count());
        }
        boolean branches =
                history.chain()
                        .endingAt(first.revision() - 1)
                        .map(before -> before.last().isBefore(first))
                        .orElse(
                                first.revision() == 1
                                        && first.previousHash().equals(HistoryRecord.GENESIS));
        boolean isOfAnother =
                same.map(other -> other.first().epoch() != first.epoch()).orElse(false);
        boolean isFork = branches && (!piece.isSingle() || isOfAnother);
        return new Other(isFork ? Kind.FORKED : Kind.INSERTED, false, piece, piece.count());
    }

    private void tell(Other other) {
        Piece piece = other.piece;
        if (other.isCopy && history.expectations().allowsRepeats()) {
            history.notices()
                    .add(
                            Remark.at(
                                    piece.first().place(),
                                    "%s lies there a second time, as mirrors may deliver"
                                            .formatted(piece.title())));
            return;
        }
        String words;
        if (other.isCopy) {
            words =
                    piece.isSingle()
                            ? "A second copy of revision " + piece.first().revision()
                            : "A second copy of revisions %d to %d"
                                    .formatted(piece.first().revision(), piece.last().revision());
        } else if (other.kind == Kind.FORKED) {
            words =
                    "%d records from here continue revision %d, which the history continues otherwise: there were two writers, or one wrote the log anew"
                            .formatted(other.count, piece.first().revision() - 1);
        } else {
            words =
                    "The chain goes around this record, which says it is revision %d"
                            .formatted(piece.first().revision());
        }
        history.findings()
                .add(Finding.of(other.kind, piece.first(), words).upTo(piece.last().revision()));
    }
}
