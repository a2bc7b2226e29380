package io.flaghoist.edge.stream;

/** Whether one more stream may open. */
public enum Admission {
    ADMITTED,
    /** As many streams as this edge takes. */
    EDGE_FULL,
    /** As many streams as this SDK key may have. */
    KEY_FULL,
    /** This edge stops. */
    DRAINING
}
