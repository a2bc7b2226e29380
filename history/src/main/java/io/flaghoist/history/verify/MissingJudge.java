package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says of the gaps that are left in the chain what is missing there, or is there and hard to
 * recognise.
 */
final class MissingJudge {
    private final ChainCase history;
    private final UnreadableJudge unreadable;
    private final Set<Piece> renumbered = new HashSet<>();

    MissingJudge(ChainCase history, UnreadableJudge unreadable) {
        this.history = history;
        this.unreadable = unreadable;
    }

    /** Pieces that say another number than theirs: what they are is told. */
    Set<Piece> renumbered() {
        return renumbered;
    }

    void judge() {
        List<Piece> pieces = history.chain().pieces();
        for (int i = 1; i < pieces.size(); i++) {
            Link before = pieces.get(i - 1).last();
            Link after = pieces.get(i).first();
            missing(before, after);
        }
    }

    private void missing(Link before, Link after) {
        long from = before.revision() + 1;
        long to = after.revision() - 1;
        for (Piece piece : history.gaps().rest()) {
            // A record that says it is another one, and that the chain leads to all the same.
            if (from <= to
                    && piece.isSingle()
                    && isBetween(before, piece.first().index(), after)
                    && piece.first().previousHash().equals(before.hash())) {
                Link link = piece.first().numbered(from);
                history.findings()
                        .add(
                                Finding.of(
                                        Kind.ALTERED,
                                        link,
                                        "Revision %d says that it is revision %d"
                                                .formatted(from, piece.first().revision())));
                history.findings().suspect(link);
                renumbered.add(piece);
                from++;
            }
        }
        for (ReadRecord.Unlinked record : history.look().unlinked()) {
            long said = record.saidRevision().orElse(0);
            boolean isIt =
                    said == from
                            || (said == 0 && isBetween(before, record.index(), after))
                            || (said == to && from < to);
            if (from <= to && isIt) {
                long revision = said == to ? to : from;
                unreadable.tell(record, revision);
                if (revision == from) {
                    from++;
                } else {
                    to--;
                }
            }
        }
        if (from <= to) {
            history.findings().suspectRevisions(from, to);
            history.findings().add(missing(before, after, from, to));
        }
    }

    private static boolean isBetween(Link before, long index, Link after) {
        return before.index() < index && index < after.index();
    }

    private static Finding missing(Link before, Link after, long from, long to) {
        String which = from == to ? "Revision " + from : "Revisions %d to %d".formatted(from, to);
        String verb = from == to ? "is" : "are";
        String hash =
                after.previousHash().equals(before.hash())
                        ? "revision %d is chained to revision %d: they were lost before it was written"
                                .formatted(after.revision(), before.revision())
                        : "revision %d had the hash %s"
                                .formatted(after.revision() - 1, after.previousHash());
        return new Finding(
                Kind.MISSING,
                from,
                to,
                "",
                after.place(),
                Optional.of(before.place()),
                "%s %s missing before %s; %s".formatted(which, verb, after.place(), hash));
    }
}
