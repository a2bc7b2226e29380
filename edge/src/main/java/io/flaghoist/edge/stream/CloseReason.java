package io.flaghoist.edge.stream;

/** Why a stream ended; the word is a metric's label. */
enum CloseReason {
    /** The client disconnected. */
    GONE("gone"),
    /** A write took longer than the limit. */
    SLOW("slow"),
    /** The limit of queued events was exceeded. */
    BACKLOG("backlog"),
    /** The SDK key or the environment was removed. */
    REVOKED("revoked"),
    /** This edge is stopping. */
    DRAINING("draining");

    private final String word;

    CloseReason(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
