package io.flaghoist.console.verify;

import io.flaghoist.console.verify.Finding.Kind;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of a history in pieces what was done to it. */
final class ChainJudge {
    private final FirstLook look;
    private final Expectations expectations;
    private final Findings findings;
    private final List<Notice> notices;
    private final Chain chain;
    private final Gaps gaps;
    private final Set<ReadRecord.Unlinked> explained = new HashSet<>();
    private final Set<Piece> renumbered = new HashSet<>();

    ChainJudge(
            FirstLook look,
            List<Piece> pieces,
            Set<String> good,
            Expectations expectations,
            Findings findings,
            List<Notice> notices) {
        this.look = look;
        this.expectations = expectations;
        this.findings = findings;
        this.notices = notices;
        this.gaps = Gaps.closed(Trunk.of(pieces, good));
        this.chain = gaps.chain();
    }

    Chain chain() {
        return chain;
    }

    void judge() {
        moved();
        missing();
        others();
        unreadable();
        contradictory();
        begin();
        altered();
        broken();
    }

    // --- reordered

    private void moved() {
        Optional<Finding> exchange = exchange();
        if (exchange.isPresent()) {
            findings.add(exchange.get());
            gaps.moved().forEach(it -> findings.suspect(it.piece().first(), it.piece().last()));
            return;
        }
        var told = new HashSet<Gaps.Moved>();
        for (Gaps.Moved it : gaps.moved()) {
            findings.suspect(it.piece().first(), it.piece().last());
            if (!told.add(it)) {
                continue;
            }
            Optional<Gaps.Moved> swapped =
                    gaps.moved().stream()
                            .filter(other -> !told.contains(other) && areSwapped(it, other))
                            .findFirst();
            swapped.ifPresent(told::add);
            findings.add(
                    swapped.map(other -> swapped(it.piece(), other.piece()))
                            .orElseGet(() -> displaced(it)));
        }
    }

    /** Whether all would be well if just two pieces lay in each other's place. */
    private Optional<Finding> exchange() {
        List<Piece> ordered = chain.pieces();
        if (gaps.moved().isEmpty() || !gaps.rest().isEmpty()) {
            return Optional.empty();
        }
        List<Piece> laid =
                ordered.stream()
                        .sorted(Comparator.comparingLong(piece -> piece.first().index()))
                        .toList();
        var differing = new ArrayList<Piece>();
        for (int i = 0; i < ordered.size(); i++) {
            boolean overlaps =
                    i > 0 && laid.get(i - 1).last().index() > laid.get(i).first().index();
            if (overlaps) {
                return Optional.empty();
            }
            if (!ordered.get(i).equals(laid.get(i))) {
                differing.add(ordered.get(i));
            }
        }
        return differing.size() == 2
                ? Optional.of(swapped(differing.get(0), differing.get(1)))
                : Optional.empty();
    }

    private static boolean areSwapped(Gaps.Moved one, Gaps.Moved other) {
        return one.piece().count() == other.piece().count()
                && liesWhereBelongs(one, other)
                && liesWhereBelongs(other, one);
    }

    private static boolean liesWhereBelongs(Gaps.Moved one, Gaps.Moved other) {
        long index = one.piece().first().index();
        return (other.before() == null || other.before().index() < index)
                && (other.after() == null || index < other.after().index());
    }

    private static Finding swapped(Piece one, Piece other) {
        Piece low = one.first().revision() < other.first().revision() ? one : other;
        Piece high = low.equals(one) ? other : one;
        return Finding.of(
                        Kind.REORDERED,
                        low.first(),
                        "%s and %s lie in each other's place"
                                .formatted(name(low), name(high).replace("Revision", "revision")))
                .upTo(high.last().revision())
                .with(high.first().place());
    }

    private static Finding displaced(Gaps.Moved it) {
        Link before = it.before();
        Link after = it.after();
        Finding finding;
        if (before != null && it.piece().first().index() < before.index()) {
            finding =
                    Finding.of(
                                    Kind.REORDERED,
                                    it.piece().first(),
                                    "%s lies before revision %d, which it belongs behind"
                                            .formatted(name(it.piece()), before.revision()))
                            .with(before.place());
        } else if (after != null) {
            finding =
                    Finding.of(
                                    Kind.REORDERED,
                                    it.piece().first(),
                                    "%s lies behind revision %d, which it belongs before"
                                            .formatted(name(it.piece()), after.revision()))
                            .with(after.place());
        } else {
            finding =
                    Finding.of(
                            Kind.REORDERED,
                            it.piece().first(),
                            "%s lies where others belong".formatted(name(it.piece())));
        }
        return finding.upTo(it.piece().last().revision());
    }

    private static String name(Piece piece) {
        return piece.isSingle()
                ? "Revision " + piece.first().revision()
                : "Revisions %d to %d".formatted(piece.first().revision(), piece.last().revision());
    }

    // --- missing

    private void missing() {
        List<Piece> pieces = chain.pieces();
        for (int i = 1; i < pieces.size(); i++) {
            Link before = pieces.get(i - 1).last();
            Link after = pieces.get(i).first();
            missing(before, after);
        }
    }

    private void missing(Link before, Link after) {
        long from = before.revision() + 1;
        long to = after.revision() - 1;
        for (Piece piece : gaps.rest()) {
            // A record that says it is another one, and that the chain leads to all the same.
            if (from <= to
                    && piece.isSingle()
                    && isBetween(before, piece.first().index(), after)
                    && piece.first().previousHash().equals(before.hash())) {
                Link link = piece.first().numbered(from);
                findings.add(
                        Finding.of(
                                Kind.ALTERED,
                                link,
                                "Revision %d says that it is revision %d"
                                        .formatted(from, piece.first().revision())));
                findings.suspect(link);
                renumbered.add(piece);
                from++;
            }
        }
        for (ReadRecord.Unlinked record : look.unlinked()) {
            long said = record.saidRevision().orElse(0);
            boolean isIt =
                    said == from
                            || (said == 0 && isBetween(before, record.index(), after))
                            || (said == to && from < to);
            if (from <= to && isIt) {
                long revision = said == to ? to : from;
                unreadable(record, revision);
                if (revision == from) {
                    from++;
                } else {
                    to--;
                }
            }
        }
        if (from <= to) {
            findings.suspectRevisions(from, to);
            findings.add(missing(before, after, from, to));
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

    // --- inserted, forked

    /**
     * @param count of records
     */
    private record Other(Kind kind, boolean isCopy, Piece piece, long count) {}

    private void others() {
        var others = new ArrayList<Other>();
        for (Piece piece : gaps.rest()) {
            if (renumbered.contains(piece)) {
                continue;
            }
            findings.suspect(piece.first(), piece.last());
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
        Optional<Piece> same = chain.beginningAt(first.revision());
        if (same.isPresent() && same.get().isSameAs(piece)) {
            return new Other(Kind.INSERTED, true, piece, piece.count());
        }
        boolean branches =
                chain.endingAt(first.revision() - 1)
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
        if (other.isCopy && expectations.allowsRepeats()) {
            notices.add(
                    Notice.at(
                            piece.first().place(),
                            "%s lies there a second time, as mirrors may deliver"
                                    .formatted(name(piece))));
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
        findings.add(Finding.of(other.kind, piece.first(), words).upTo(piece.last().revision()));
    }

    // --- unreadable

    private void unreadable(ReadRecord.Unlinked record, long revision) {
        explained.add(record);
        if (revision > 0) {
            findings.suspectRevisions(revision, revision);
        }
        findings.add(
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

    private void unreadable() {
        for (ReadRecord.Unlinked record : look.unlinked()) {
            if (!explained.contains(record)) {
                long said = record.saidRevision().orElse(0);
                // Of one that is there as well, this is not the record.
                unreadable(record, said > chain.lastRevision() ? said : 0);
            }
        }
        findings.count(Kind.UNREADABLE, look.unlinkedNotKept());
    }

    // --- altered

    private void contradictory() {
        for (ReadRecord.Linked it : look.flawed()) {
            String flaw = it.flaw().orElse("");
            Link link = it.link();
            if (it.entry().isPresent()) {
                findings.suspect(link);
                findings.add(
                        Finding.of(
                                Kind.ALTERED,
                                link,
                                "Revision %d contradicts itself: %s"
                                        .formatted(link.revision(), flaw)));
            } else if (chain.isVouchedFor(link)) {
                notices.add(
                        Notice.at(
                                link.place(),
                                "Revision %d is as it was written and cannot be read by this version: %s"
                                        .formatted(link.revision(), flaw)));
            } else {
                findings.suspect(link);
                findings.add(
                        Finding.of(
                                Kind.UNREADABLE,
                                link,
                                "Revision %d cannot be read: %s".formatted(link.revision(), flaw)));
            }
        }
        findings.count(Kind.ALTERED, look.flawedNotKept());
    }

    private void begin() {
        Link first = chain.first().orElse(null);
        if (first == null || first.revision() == 1) {
            if (first != null && !first.previousHash().equals(HistoryRecord.GENESIS)) {
                altered(first, "Revision 1 says that there was a record before it");
            }
            return;
        }
        if (first.previousHash().equals(HistoryRecord.GENESIS)) {
            notices.add(
                    Notice.at(
                            first.place(),
                            "The chain begins anew with revision %d: the history was empty when it was written"
                                    .formatted(first.revision())));
        }
        Optional<KnownHead> earlier =
                expectations.heads().stream()
                        .filter(head -> beganBefore(head, first.revision()))
                        .findFirst();
        if (earlier.isPresent() && expectations.isKeptForEver()) {
            long from = Math.max(1, earlier.get().firstRevision());
            findings.suspectRevisions(from, first.revision() - 1);
            findings.add(
                    new Finding(
                            Kind.MISSING,
                            from,
                            first.revision() - 1,
                            "",
                            first.place(),
                            Optional.empty(),
                            "Revisions %d to %d are missing: %s has seen them, and the history is kept for ever"
                                    .formatted(from, first.revision() - 1, earlier.get().from())));
        } else {
            notices.add(
                    Notice.at(
                            first.place(),
                            "The history begins with revision %d: what was before it is not verified"
                                    .formatted(first.revision())));
        }
    }

    private static boolean beganBefore(KnownHead head, long first) {
        return (head.firstRevision() > 0 && head.firstRevision() < first)
                || head.revision() < first;
    }

    /** Where a record does not chain to the one before it, one of the two is not as written. */
    private void altered() {
        List<Piece> pieces = chain.pieces();
        Piece guilty = null;
        for (int i = 1; i < pieces.size(); i++) {
            Piece before = pieces.get(i - 1);
            Piece after = pieces.get(i);
            if (!before.meets(after) || before.joins(after) || before.equals(guilty)) {
                continue;
            }
            Piece next = i + 1 < pieces.size() ? pieces.get(i + 1) : null;
            if (isInnocent(before, after, next)) {
                altered(
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
                altered(
                        after.first(),
                        "Revision %d neither chains to the record before it nor has the hash that the chain goes on with"
                                .formatted(after.first().revision()));
                notices.add(
                        Notice.at(
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
        for (KnownHead head : expectations.allHeads()) {
            if (head.revision() == first.revision()) {
                return head.hash().equals(first.hash());
            }
            if (head.revision() == before.last().revision()) {
                return !head.hash().equals(before.last().hash());
            }
        }
        return look.flawOf(first).isEmpty();
    }

    private boolean isAmbiguous(Piece after, @Nullable Piece next) {
        return next == null
                && after.isSingle()
                && expectations.allHeads().stream()
                        .noneMatch(head -> head.revision() >= after.first().revision() - 1);
    }

    private void altered(Link link, String words) {
        findings.suspect(link);
        findings.add(Finding.of(Kind.ALTERED, link, words));
    }

    private void broken() {
        long unsure = 0;
        for (Continuity.Break it : look.continuity().breaks()) {
            Link at = it.at();
            if (findings.isSuspect(at) || findings.anySuspect(it.sinceIndex(), at.index())) {
                continue;
            }
            if (it.isCertain()) {
                findings.suspect(at);
                findings.add(
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
            notices.add(
                    Notice.of(
                            "%d changes begin with another document than the change before left: a writer took over that read the config topic in another shape, or found it emptied"
                                    .formatted(unsure)));
        }
    }
}
