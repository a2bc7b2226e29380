package io.flaghoist.history.verify;

import io.flaghoist.history.log.RecordOffset;
import java.util.Optional;

/**
 * One thing that is wrong with a log, and the record that it is wrong with.
 *
 * @param revision of the record, or of the first where it is about several; 0 where none is known
 * @param lastRevision the same as {@code revision} where it is about one
 * @param key the document's, as records are keyed; empty where none is known
 * @param place where the record lies; of one that does not, where it ought to have been read
 * @param other a second record that has a part in it
 * @param words one sentence for a person
 */
public record Finding(
        Kind kind,
        long revision,
        long lastRevision,
        String key,
        RecordOffset place,
        Optional<RecordOffset> other,
        String words) {

    /** What was done to the log. */
    public enum Kind {
        /** A record is not what was written. */
        ALTERED("altered"),
        /** Records are not there, and others behind them are. */
        MISSING("missing"),
        /** A record is there that the chain goes around. */
        INSERTED("inserted"),
        /** A record lies where another belongs. */
        REORDERED("reordered"),
        /** The chain goes on in two ways: there were two writers, or it was written anew. */
        FORKED("forked"),
        /** The end is gone. */
        CUT("cut"),
        /** A record cannot be read. */
        UNREADABLE("unreadable");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    static Finding of(Kind kind, Link link, String words) {
        return new Finding(
                kind,
                link.revision(),
                link.revision(),
                link.key(),
                link.place(),
                Optional.empty(),
                words);
    }

    Finding with(RecordOffset second) {
        return new Finding(kind, revision, lastRevision, key, place, Optional.of(second), words);
    }

    Finding upTo(long last) {
        return new Finding(kind, revision, last, key, place, other, words);
    }
}
