package io.flaghoist.edge.stream;

/** Whether another stream may open. */
public enum Admission {
    ADMITTED,
    /** The limit of this edge is reached. */
    EDGE_FULL,
    /** The limit of this SDK key is reached. */
    KEY_FULL,
    /** This edge is stopping. */
    DRAINING
}
