package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A place where the chain does not continue, and which cause fits.
 *
 * @param before the last record up to which the chain is intact; null at the beginning
 * @param at the record that does not follow it
 * @param next the readable record after that; null at the end
 * @param earlier what was read earlier with the revision of {@code at}
 */
record ChainBreak(
        @Nullable ChainRecord before, ChainRecord at, @Nullable ChainRecord next, Earlier earlier) {

    /** How a record relates to those that were read before it. */
    enum Earlier {
        /** Nothing of its revision was read. */
        NONE,
        /** The same record was. */
        COPY,
        /** Another record was, and both continue the same one. */
        BRANCH,
        /** Another record was. */
        OTHER,
        /** The chain begins with a single record of a higher revision. */
        BEGINNING
    }

    ChainBreak withNext(ChainRecord record) {
        return new ChainBreak(before, at, record, earlier);
    }

    Finding cause(Expectations expectations) {
        if (before == null || !at.isReadable()) {
            return unreadable();
        }
        long expected = before.revision() + 1;
        boolean isBypassed = next != null && next.follows(before);
        boolean isContinued = next != null && next.follows(at);
        return switch (earlier) {
            case COPY -> inserted(at, "A second copy of revision %d".formatted(at.revision()));
            case BRANCH -> isBypassed ? bypassed(at) : branch(before, isContinued, expectations);
            case BEGINNING -> bypassed(isBypassed ? at : before);
            case OTHER, NONE -> {
                if (isBypassed) {
                    yield bypassed(at);
                }
                if (at.revision() == expected) {
                    yield unchained(before, isContinued, expectations);
                }
                if (at.previousHash().equals(before.hash()) && !isContinued) {
                    yield altered(
                                    at,
                                    "Revision %d says that it is revision %d"
                                            .formatted(expected, at.revision()))
                            .about(expected, expected);
                }
                yield at.revision() < expected || (next != null && next.revision() <= at.revision())
                        ? inserted(
                                at,
                                "Revision %d lies where revision %d belongs"
                                        .formatted(at.revision(), expected))
                        : missing(before);
            }
        };
    }

    private Finding unreadable() {
        long expected = before == null ? 1 : before.revision() + 1;
        if (before == null && next != null) {
            expected = next.revision() - 1;
        }
        boolean isExtra =
                next == null ? at.revision() != expected : next.revision() <= Math.max(1, expected);
        String reason = at.flaw().orElse("it is chained to no record");
        return isExtra
                ? inserted(at, "A record cannot be read: " + reason)
                : altered(at, "Revision %d cannot be read: %s".formatted(expected, reason))
                        .about(expected, expected);
    }

    /** The revision fits, the hash does not: one of the two records is not as it was written. */
    private Finding unchained(ChainRecord before, boolean isContinued, Expectations expectations) {
        boolean isKnown =
                expectations.knows(before.revision()) || expectations.knows(at.revision());
        boolean isAtAltered =
                isKnown
                        ? expectations.confirms(before) || expectations.contradicts(at)
                        : next != null && !isContinued;
        if (isAtAltered) {
            return altered(
                    at,
                    "Revision %d neither chains to the record before it nor has the hash that the chain continues with; nothing proves revision %d either"
                            .formatted(at.revision(), before.revision()));
        }
        String doubt =
                isKnown || next != null ? "" : ", or the latter, the last, states a wrong hash";
        return altered(
                before,
                "Revision %d is not the record that revision %d was chained to%s"
                        .formatted(before.revision(), at.revision(), doubt));
    }

    private Finding missing(ChainRecord before) {
        long from = before.revision() + 1;
        long to = at.revision() - 1;
        return Finding.of(
                        Kind.MISSING,
                        from,
                        "",
                        at.place(),
                        "%s missing before %s; revision %d had the hash %s"
                                .formatted(
                                        from == to
                                                ? "Revision %d is".formatted(from)
                                                : "Revisions %d to %d are".formatted(from, to),
                                        at.place(),
                                        to,
                                        at.previousHash()))
                .about(from, to)
                .with(before.place());
    }

    /** Two records continue the same one. The one that the log goes on with is the right one. */
    private Finding branch(ChainRecord before, boolean isContinued, Expectations expectations) {
        boolean isNeighbour = at.revision() == before.revision();
        boolean isAtRight = isNeighbour && (isContinued || expectations.confirms(at));
        ChainRecord wrong = isAtRight ? before : at;
        boolean isFork =
                isNeighbour ? at.position().epoch() != before.position().epoch() : isContinued;
        return isFork
                ? Finding.of(
                                Kind.FORKED,
                                wrong,
                                "Two records continue revision %d: there were two writers, or one wrote the log anew"
                                        .formatted(at.revision() - 1))
                        .about(at.revision(), before.revision())
                : bypassed(wrong);
    }

    private static Finding bypassed(ChainRecord record) {
        return inserted(
                record,
                "The chain bypasses this record, which says that it is revision %d"
                        .formatted(record.revision()));
    }

    private static Finding inserted(ChainRecord record, String words) {
        return Finding.of(Kind.INSERTED, record, words);
    }

    private static Finding altered(ChainRecord record, String words) {
        return Finding.of(Kind.ALTERED, record, words);
    }
}
