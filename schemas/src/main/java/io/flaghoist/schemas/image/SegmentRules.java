package io.flaghoist.schemas.image;

/** The form of a segment's rules that an SDK requests (relay-protocol.md, A.4). */
public enum SegmentRules {
    /** {@code rules}: the default. */
    RULES,
    /** {@code servingRules}: for requests with {@code rules=v2}. */
    SERVING_RULES
}
