package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Says of the pieces that were found elsewhere where they lie and where they belong. */
final class ReorderedJudge {
    private final ChainCase history;

    ReorderedJudge(ChainCase history) {
        this.history = history;
    }

    void judge() {
        Optional<Finding> exchange = exchange();
        if (exchange.isPresent()) {
            history.findings().add(exchange.get());
            history.gaps()
                    .moved()
                    .forEach(it ->
                            history.findings().suspect(it.piece().first(), it.piece().last()));
            return;
        }
        var told = new HashSet<Gaps.Moved>();
        for (Gaps.Moved it : history.gaps().moved()) {
            history.findings().suspect(it.piece().first(), it.piece().last());
            if (!told.add(it)) {
                continue;
            }
            Optional<Gaps.Moved> swapped =
                    history.gaps().moved().stream()
                            .filter(other -> !told.contains(other) && areSwapped(it, other))
                            .findFirst();
            swapped.ifPresent(told::add);
            history.findings()
                    .add(
                            swapped.map(other -> swapped(it.piece(), other.piece()))
                                    .orElseGet(() -> displaced(it)));
        }
    }

    /** Whether all would be well if just two pieces lay in each other's place. */
    private Optional<Finding> exchange() {
        List<Piece> ordered = history.chain().pieces();
        if (history.gaps().moved().isEmpty() || !history.gaps().rest().isEmpty()) {
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
                                .formatted(
                                        low.title(), high.title().replace("Revision", "revision")))
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
                                            .formatted(it.piece().title(), before.revision()))
                            .with(before.place());
        } else if (after != null) {
            finding =
                    Finding.of(
                                    Kind.REORDERED,
                                    it.piece().first(),
                                    "%s lies behind revision %d, which it belongs before"
                                            .formatted(it.piece().title(), after.revision()))
                            .with(after.place());
        } else {
            finding =
                    Finding.of(
                            Kind.REORDERED,
                            it.piece().first(),
                            "%s lies where others belong".formatted(it.piece().title()));
        }
        return finding.upTo(it.piece().last().revision());
    }
}
