package io.flaghoist.history.verify;

import java.util.List;
import java.util.Set;

/**
 * A history in pieces, and what is found out about it. Filled by one judge after the other: the
 * later ones pass over what is under suspicion already.
 *
 * @param gaps the pieces put in order, as far as that can be done
 * @param chain what came of it
 */
record ChainCase(
        FirstLook look,
        Gaps gaps,
        Chain chain,
        Expectations expectations,
        FindingCollector findings,
        List<Remark> notices) {
    /**
     * @param good hashes that others have seen of this history
     */
    static ChainCase of(
            FirstLook look,
            List<Piece> pieces,
            Set<String> good,
            Expectations expectations,
            FindingCollector findings,
            List<Remark> notices) {
        Gaps gaps = Gaps.closed(LongestChain.of(pieces, good));
        return new ChainCase(look, gaps, gaps.chain(), expectations, findings, notices);
    }

    /** A record is not what was written. */
    void altered(Link link, String words) {
        findings.suspect(link);
        findings.add(Finding.of(Finding.Kind.ALTERED, link, words));
    }
}
