package io.flaghoist.console.doctor;

/** What came of a check. */
public enum Outcome {
    /** As it should be. */
    OK,
    /** Works, but will hurt one day, or hurts somebody already. */
    WARNING,
    /** Does not work, or loses something. */
    WRONG,
    /** Not examined: the finding says why. */
    SKIPPED
}
