package io.flaghoist.history.verify;

import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.verify.ChainBreak.Earlier;
import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain record by record up to its first break; behind that, only the newest changes of
 * the documents are collected.
 */
final class ChainWalk {
    private final EnvironmentId environment;
    private final Expectations expectations;
    private final DocumentChanges changes;
    private final RecordHashes hashes = new RecordHashes();
    private final List<ChainRecord> atHeads = new ArrayList<>();
    private final List<Verdict.Notice> notices = new ArrayList<>();
    private @Nullable ChainRecord first;
    private @Nullable ChainRecord last;
    private @Nullable ChainBreak chainBreak;
    private @Nullable Finding flaw;
    private @Nullable ChainRecord firstRepeat;
    private long repeats;
    private long records;
    private long furthest;
    private long unsure;
    private boolean isContinuityKnown = true;

    ChainWalk(EnvironmentId environment, Expectations expectations, DocumentChanges changes) {
        this.environment = environment;
        this.expectations = expectations;
        this.changes = changes;
    }

    void take(StoredRecord stored) {
        records++;
        ChainRecord record = ChainRecord.read(environment, stored, lastRevision() + 1);
        if (chainBreak == null && flaw == null) {
            follow(record);
        } else {
            if (chainBreak != null && chainBreak.next() == null && record.isReadable()) {
                chainBreak = chainBreak.withNext(record);
            }
            extend(record);
        }
        if (record.isReadable() && expectations.knows(record.revision())) {
            atHeads.add(record);
        }
        if (record.isReadable()) {
            furthest = Math.max(furthest, record.revision());
        }
        changes.take(record);
    }

    private void follow(ChainRecord record) {
        ChainRecord before = last;
        if (record.change().isPresent() && record.flaw().isPresent()) {
            flaw = altered(record, "contradicts itself: " + record.flaw().get());
            if (record.revision() == lastRevision() + 1) {
                advance(record);
            }
        } else if (before == null && record.isReadable()) {
            if (record.revision() == 1 && !record.previousHash().equals(HistoryRecord.GENESIS)) {
                flaw = altered(record, "says that there was a record before it");
            }
            advance(record);
        } else if (before != null && record.follows(before)) {
            noteLaterVersion(before);
            flaw = discontinuity(before, record);
            advance(record);
        } else if (expectations.allowsRepeats() && earlier(record) == Earlier.COPY) {
            firstRepeat = firstRepeat == null ? record : firstRepeat;
            repeats++;
        } else {
            chainBreak = new ChainBreak(before, record, null, earlier(record));
        }
    }

    private Earlier earlier(ChainRecord record) {
        long revision = record.revision();
        if (last == null || revision > last.revision()) {
            return Earlier.NONE;
        }
        if (hashes.has(revision, record.hash())) {
            return Earlier.COPY;
        }
        boolean branches =
                hashes.has(revision)
                        && (hashes.has(revision - 1, record.previousHash())
                                || record.previousHash().equals(HistoryRecord.GENESIS));
        if (branches) {
            return Earlier.BRANCH;
        }
        return last.revision() == firstRevision() ? Earlier.BEGINNING : Earlier.OTHER;
    }

    private void advance(ChainRecord record) {
        first = first == null ? record : first;
        last = record;
        isContinuityKnown &= record.change().isPresent();
        if (chainBreak == null && flaw == null) {
            hashes.add(record.revision(), record.hash());
        }
    }

    private void noteLaterVersion(ChainRecord record) {
        record.flaw()
                .ifPresent(reason ->
                        note(
                                "Revision %d is as it was written and cannot be read by this version: %s"
                                        .formatted(record.revision(), reason),
                                record.place()));
    }

    /** A later writer may begin with another document: it begins with the config topic. */
    private @Nullable Finding discontinuity(ChainRecord before, ChainRecord record) {
        long epoch = record.position().epoch();
        if (epoch < before.position().epoch()) {
            return Finding.of(
                    Kind.FORKED,
                    record,
                    "Revision %d is of writer %d, after records of writer %d that succeeded it"
                            .formatted(record.revision(), epoch, before.position().epoch()));
        }
        if (!isContinuityKnown || changes.isContinuedBy(record, firstRevision() == 1)) {
            return null;
        }
        if (changes.epochBefore(record).orElse(first == null ? 0 : first.position().epoch())
                != epoch) {
            unsure++;
            return null;
        }
        return altered(record, "does not begin with the document that the change before it left");
    }

    private static Finding altered(ChainRecord record, String words) {
        return Finding.of(
                Kind.ALTERED, record, "Revision %d %s".formatted(record.revision(), words));
    }

    /** Behind a break the chain is taken to end with the highest revision. */
    private void extend(ChainRecord record) {
        if (record.isReadable() && record.revision() > lastRevision()) {
            advance(record);
        }
    }

    /** Call once, after the last record. */
    void end() {
        if (chainBreak != null && chainBreak.next() == null) {
            extend(chainBreak.at());
        } else if (last != null && chainBreak == null && flaw == null && last.flaw().isPresent()) {
            if (expectations.confirms(last)) {
                noteLaterVersion(last);
            } else {
                flaw = altered(last, "cannot be read: " + last.flaw().get());
            }
        }
        if (firstRepeat != null) {
            note(
                    "%d records are there a second time, as a mirror may deliver them, the first of them revision %d"
                            .formatted(repeats, firstRepeat.revision()),
                    firstRepeat.place());
        }
        if (unsure > 0) {
            note(
                    "%d changes begin with another document than the change before left: a writer took over that read the config topic in another shape, or found it empty"
                            .formatted(unsure),
                    null);
        }
    }

    /** Whether another record, or somebody else, knows the hash of this one. */
    boolean proves(ChainRecord record) {
        return record.revision() < lastRevision() || expectations.confirms(record);
    }

    /** The first break and its cause. */
    Optional<Finding> firstBreak() {
        return chainBreak == null
                ? Optional.ofNullable(flaw)
                : Optional.of(chainBreak.cause(expectations));
    }

    void note(String words, @Nullable RecordOffset place) {
        notices.add(new Verdict.Notice(words, place));
    }

    List<Verdict.Notice> notices() {
        return notices;
    }

    Optional<ChainRecord> first() {
        return Optional.ofNullable(first);
    }

    Optional<ChainRecord> last() {
        return Optional.ofNullable(last);
    }

    long firstRevision() {
        return first == null ? 0 : first.revision();
    }

    long lastRevision() {
        return last == null ? 0 : last.revision();
    }

    /** The highest revision of all records, whether or not they belong to the chain. */
    long furthest() {
        return furthest;
    }

    long records() {
        return records;
    }

    /** The records whose hash is known from elsewhere. */
    List<ChainRecord> atHeads() {
        return atHeads;
    }
}
