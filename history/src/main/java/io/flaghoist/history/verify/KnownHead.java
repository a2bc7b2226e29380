package io.flaghoist.history.verify;

/**
 * A record of the chain whose hash is known from elsewhere: whoever alters the log cannot alter it.
 *
 * @param firstRevision where the history began when this became known; 0 where that is not known
 * @param revision of the record
 * @param hash hex SHA-256 of its value
 * @param from who knows it, for messages: {@code ingest}
 */
public record KnownHead(long firstRevision, long revision, String hash, String from) {
    /** A head of which nothing else is known. */
    public static KnownHead of(long revision, String hash, String from) {
        return new KnownHead(0, revision, hash, from);
    }

    boolean isOf(ChainRecord record) {
        return record.revision() == revision && record.hash().equals(hash);
    }

    /** Whether this was known when the history began earlier than with {@code first}. */
    boolean reachesBefore(long first) {
        return (firstRevision > 0 && firstRevision < first) || revision < first;
    }
}
