package io.flaghoist.history.verify;

/**
 * A record of the chain whose hash is known from elsewhere: who alters the log cannot alter this.
 *
 * @param firstRevision where the history began when this became known; 0 where that is not known
 * @param revision of the record
 * @param hash hex SHA-256 of its value
 * @param from who knows it, in words that go on "as … says": {@code the operator}
 */
public record KnownHead(long firstRevision, long revision, String hash, String from) {
    /** A head that somebody kept. */
    public static KnownHead of(long revision, String hash, String from) {
        return new KnownHead(0, revision, hash, from);
    }
}
