package io.flaghoist.schemas.record;

/** How ingest learnt of a change, or who ordered it. */
public enum Cause {
    /** The first full read after a start. */
    START("start"),
    /** A notice on the upstream stream. */
    STREAM("stream"),
    /** A poll while there is no stream, by choice or by outage. */
    POLL("poll"),
    /** A full read on doubt: reconnect, clean end, error, mute stream, timer. */
    RECONCILE("reconcile"),
    /** A record of the log was foreign, unreadable or missing, and is written again as it was. */
    REPAIR("repair"),
    /** A person confirmed a held removal. */
    CONFIRM("confirm"),
    /** A person retired the environment. */
    RETIRE("retire"),
    /** A person took an order back. */
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
