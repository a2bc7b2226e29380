package io.flaghoist.evaluation;

/** How a target stands to a group. */
enum Membership {
    /**
     * Listed as excluded: ends the whole list of groups that is asked about (evaluation.md, 2.4).
     */
    EXCLUDED,
    MEMBER,
    OUTSIDE
}
