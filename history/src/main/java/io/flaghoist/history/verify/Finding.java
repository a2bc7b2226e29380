package io.flaghoist.history.verify;

import com.fasterxml.jackson.annotation.JsonValue;
import io.flaghoist.history.log.RecordOffset;
import org.jspecify.annotations.Nullable;

/**
 * A defect of a log, and the record that has it.
 *
 * @param revision of the record, or of the first where it is about several; 0 where none is known
 * @param lastRevision the same as {@code revision} where it is about one
 * @param key the document's, as records are keyed; empty where none is known
 * @param place where the record lies; of a missing one, where it should have been read
 * @param other a second record that is involved; null where there is none
 * @param words one sentence for a person
 */
public record Finding(
        Kind kind,
        long revision,
        long lastRevision,
        String key,
        RecordOffset place,
        @Nullable RecordOffset other,
        String words) {

    /** What was done to the log. */
    public enum Kind {
        /** A record is not what was written, or cannot be read. */
        ALTERED("altered"),
        /** Records are gone, in the history or in the config topic. */
        MISSING("missing"),
        /** A record does not belong where it lies: a copy, a forgery, or one from elsewhere. */
        INSERTED("inserted"),
        /** The chain goes on in two ways: there were two writers, or it was written anew. */
        FORKED("forked");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @JsonValue
        public String word() {
            return word;
        }
    }

    static Finding of(Kind kind, long revision, String key, RecordOffset place, String words) {
        return new Finding(kind, revision, revision, key, place, null, words);
    }

    static Finding of(Kind kind, ChainRecord record, String words) {
        return of(kind, record.revision(), record.key(), record.place(), words);
    }

    Finding with(RecordOffset second) {
        return new Finding(kind, revision, lastRevision, key, place, second, words);
    }

    Finding about(long first, long last) {
        return new Finding(kind, first, last, key, place, other, words);
    }
}
