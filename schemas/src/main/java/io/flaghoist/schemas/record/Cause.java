package io.flaghoist.schemas.record;

/** How ingest learnt of a change. */
public enum Cause {
    /** The first full read after a start. */
    START("start"),
    /** A notice on the upstream stream. */
    STREAM("stream"),
    /** A poll while there is no stream, by choice or by outage. */
    POLL("poll"),
    /** A full read on doubt: reconnect, clean end, error, mute stream, timer. */
    RECONCILE("reconcile");

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
