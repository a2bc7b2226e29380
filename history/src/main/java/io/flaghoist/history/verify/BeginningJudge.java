package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.Optional;

/** Says of the first record whether something was there before it. */
final class BeginningJudge {
    private final ChainCase history;

    BeginningJudge(ChainCase history) {
        this.history = history;
    }

    void judge() {
        Link first = history.chain().first().orElse(null);
        if (first == null || first.revision() == 1) {
            if (first != null && !first.previousHash().equals(HistoryRecord.GENESIS)) {
                history.altered(first, "Revision 1 says that there was a record before it");
            }
            return;
        }
        if (first.previousHash().equals(HistoryRecord.GENESIS)) {
            history.notices()
                    .add(
                            Remark.at(
                                    first.place(),
                                    "The chain begins anew with revision %d: the history was empty when it was written"
                                            .formatted(first.revision())));
        }
        Optional<KnownHead> earlier =
                history.expectations().heads().stream()
                        .filter(head -> beganBefore(head, first.revision()))
                        .findFirst();
        if (earlier.isPresent() && history.expectations().isKeptForEver()) {
            long from = Math.max(1, earlier.get().firstRevision());
            history.findings().suspectRevisions(from, first.revision() - 1);
            history.findings()
                    .add(
                            new Finding(
                                    Kind.MISSING,
                                    from,
                                    first.revision() - 1,
                                    "",
                                    first.place(),
                                    Optional.empty(),
                                    "Revisions %d to %d are missing: %s has seen them, and the history is kept for ever"
                                            .formatted(
                                                    from,
                                                    first.revision() - 1,
                                                    earlier.get().from())));
        } else {
            history.notices()
                    .add(
                            Remark.at(
                                    first.place(),
                                    "The history begins with revision %d: what was before it is not verified"
                                            .formatted(first.revision())));
        }
    }

    private static boolean beganBefore(KnownHead head, long first) {
        return (head.firstRevision() > 0 && head.firstRevision() < first)
                || head.revision() < first;
    }
}
