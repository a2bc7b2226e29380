package io.flaghoist.testkit.fault;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {
    /** What the client says: requests. */
    TO_SERVER,
    /** What the server says: answers, events. */
    TO_CLIENT
}
