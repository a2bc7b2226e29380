package io.flaghoist.saas;

/** Which form of a segment's rules is asked for (relay-protocol.md, A.4). */
public enum RulesForm {
    /** {@code rules}. */
    PLAIN,
    /** {@code servingRules}. */
    V2
}
