package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Tells of records that have no place in the chain because they cannot be read, each once. */
final class UnreadableJudge {
    private final ChainCase history;
    private final Set<ReadRecord.Unlinked> told = new HashSet<>();

    UnreadableJudge(ChainCase history) {
        this.history = history;
    }

    /**
     * @param revision that it must be; 0 where nothing says
     */
    void tell(ReadRecord.Unlinked record, long revision) {
        told.add(record);
        if (revision > 0) {
            history.findings().suspectRevisions(revision, revision);
        }
        history.findings()
                .add(
                        new Finding(
                                Kind.UNREADABLE,
                                revision,
                                revision,
                                record.key(),
                                record.place(),
                                Optional.empty(),
                                (revision > 0 ? "Revision %d".formatted(revision) : "A record")
                                        + " cannot be read: "
                                        + record.reason()));
    }

    /** Tells of those that nobody has told of. */
    void rest() {
        for (ReadRecord.Unlinked record : history.look().unlinked()) {
            if (!told.contains(record)) {
                long said = record.saidRevision().orElse(0);
                // Of one that is there as well, this is not the record.
                tell(record, said > history.chain().lastRevision() ? said : 0);
            }
        }
        history.findings().count(Kind.UNREADABLE, history.look().unlinkedNotKept());
    }
}
