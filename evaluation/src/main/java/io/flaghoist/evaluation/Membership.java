package io.flaghoist.evaluation;

/** How a target stands to a group. */
enum Membership {
    /** Listed as excluded: ends the evaluation of the list of groups (evaluation.md, 2.4). */
    EXCLUDED,
    MEMBER,
    OUTSIDE
}
