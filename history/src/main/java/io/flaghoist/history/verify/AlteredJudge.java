package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of the records that are where they belong which of them are not as they were written. */
final class AlteredJudge {
    private final ChainCase history;

    AlteredJudge(ChainCase history) {
        this.history = history;
    }

    /** Records whose own fields disagree. */
    void contradictory() {
        for (ReadRecord.Linked it : history.look().flawed()) {
            String flaw = it.flaw().orElse("");
            Link link = it.link();
            if (it.entry().isPresent()) {
                history.findings().suspect(link);
                history.findings()
                        .add(
                                Finding.of(
                                        Kind.ALTERED,
                                        link,
                                        "Revision %d contradicts itself: %s"
                                                .formatted(link.revision(), flaw)));
            } else if (history.chain().isVouchedFor(link)) {
                history.notices()
                        .add(
                                Remark.at(
                                        link.place(),
                                        "Revision %d is as it was written and cannot be read by this version: %s"
                                                .formatted(link.revision(), flaw)));
            } else {
                history.findings().suspect(link);
                history.findings()
                        .add(
                                Finding.of(
                                        Kind.UNREADABLE,
                                        link,
                                        "Revision %d cannot be read: %s"
                                                .formatted(link.revision(), flaw)));
            }
        }
        history.findings().count(Kind.ALTERED, history.look().flawedNotKept());
    }

    /** Where a record does not chain to the one before it, one of the two is not as written. */
    void unchained() {
        List<Piece> pieces = history.chain().pieces();
        Piece guilty = null;
        for (int i = 1; i < pieces.size(); i++) {
            Piece before = pieces.get(i - 1);
            Piece after = pieces.get(i);
            if (!before.meets(after) || before.joins(after) || before.equals(guilty)) {
                continue;
            }
            Piece next = i + 1 < pieces.size() ? pieces.get(i + 1) : null;
            if (isInnocent(before, after, next)) {
                history.altered(
                        before.last(),
                        "Revision %d is not the record that revision %d was chained to"
                                        .formatted(
                                                before.last().revision(), after.first().revision())
                                + (isAmbiguous(after, next)
                                        ? "; or the last record, revision %d, says wrongly what it was chained to"
                                                .formatted(after.first().revision())
                                        : ""));
            } else {
                guilty = after;
                history.altered(
                        after.first(),
                        "Revision %d neither chains to the record before it nor has the hash that the chain goes on with"
                                .formatted(after.first().revision()));
                history.notices()
                        .add(
                                Remark.at(
                                        before.last().place(),
                                        "Nothing proves revision %d, since the record behind it was altered"
                                                .formatted(before.last().revision())));
            }
        }
    }

    /** Whether the record after a break in the chain is right, and the one before it is not. */
    private boolean isInnocent(Piece before, Piece after, @Nullable Piece next) {
        Link first = after.first();
        if (!after.isSingle()) {
            return true;
        }
        if (next != null) {
            return after.joins(next);
        }
        for (KnownHead head : history.expectations().allHeads()) {
            if (head.revision() == first.revision()) {
                return head.hash().equals(first.hash());
            }
            if (head.revision() == before.last().revision()) {
                return !head.hash().equals(before.last().hash());
            }
        }
        return history.look().flawOf(first).isEmpty();
    }

    private boolean isAmbiguous(Piece after, @Nullable Piece next) {
        return next == null
                && after.isSingle()
                && history.expectations().allHeads().stream()
                        .noneMatch(head -> head.revision() >= after.first().revision() - 1);
    }

    /** Records that begin with another document than the one before them left. */
    void broken() {
        long unsure = 0;
        for (Continuity.Break it : history.look().continuity().breaks()) {
            Link at = it.at();
            if (history.findings().isSuspect(at)
                    || history.findings().anySuspect(it.sinceIndex(), at.index())) {
                continue;
            }
            if (it.isCertain()) {
                history.findings().suspect(at);
                history.findings()
                        .add(
                                Finding.of(
                                        it.kind(),
                                        at,
                                        "Revision %d was not written like this: %s"
                                                .formatted(at.revision(), it.words())));
            } else {
                unsure++;
            }
        }
        if (unsure > 0) {
            history.notices()
                    .add(
                            Remark.of(
                                    "%d changes begin with another document than the change before left: a writer took over that read the config topic in another shape, or found it emptied"
                                            .formatted(unsure)));
        }
    }
}
