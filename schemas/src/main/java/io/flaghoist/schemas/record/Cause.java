package io.flaghoist.schemas.record;

/** How ingest detected a change, or which order caused it. */
public enum Cause {
    /** The first full read after a start. */
    START("start"),
    /** An event on the upstream stream. */
    STREAM("stream"),
    /** A poll while there is no stream, configured or because of an outage. */
    POLL("poll"),
    /** A full read after a reconnect, clean end, error, silent stream, or timer. */
    RECONCILE("reconcile"),
    /** A foreign, unreadable or missing record of the log is written again. */
    REPAIR("repair"),
    /** A person confirmed a held removal. */
    CONFIRM("confirm"),
    /** A person retired the environment. */
    RETIRE("retire"),
    /** A person withdrew an order. */
    UNDO("undo"),
    /** A person pinned a flag, or the environment, to a past state. */
    PIN("pin"),
    /** A person ended a pin. */
    UNPIN("unpin"),
    /** A person made the log the environment's source. */
    ADOPT("adopt"),
    /** A person changed a configuration directory. */
    FILE("file"),
    /** A person changed the SDK keys of an adopted environment. */
    KEY("key");

    private final String word;

    Cause(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static Cause require(String word) {
        for (Cause cause : values()) {
            if (cause.word.equals(word)) {
                return cause;
            }
        }
        throw new IllegalArgumentException("no cause is called " + word);
    }
}
