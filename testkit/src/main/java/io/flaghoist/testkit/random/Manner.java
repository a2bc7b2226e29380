package io.flaghoist.testkit.random;

/** How far by-chance configurations go. Each allows what the one before allows. */
public enum Manner {
    /** As a careful person configures; SDKs agree about all of it. */
    TAME,
    /** Also what SDKs are known to disagree about, each thing now and then. */
    ODD,
    /** Also circles, and anything absent or null. */
    WILD
}
