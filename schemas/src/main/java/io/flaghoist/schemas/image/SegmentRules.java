package io.flaghoist.schemas.image;

/** Which form of a segment's rules an SDK asks for (relay-protocol.md, A.4). */
public enum SegmentRules {
    /** {@code rules}: what SDKs get that know nothing else. */
    RULES,
    /** {@code servingRules}: what SDKs get that ask for {@code rules=v2}. */
    SERVING_RULES
}
