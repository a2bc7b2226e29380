package io.flaghoist.edge.stream;

/** Whether another stream may open. */
public enum Admission {
    ADMITTED(""),
    /** The limit of this edge is reached. */
    EDGE_FULL("edge"),
    /** The limit of this SDK key is reached. */
    KEY_FULL("key"),
    /** This edge is stopping. */
    DRAINING("draining");

    private final String limit;

    Admission(String limit) {
        this.limit = limit;
    }

    /** The reached limit, in metrics. */
    String limit() {
        return limit;
    }
}
