package io.flaghoist.schemas.record;

import io.flaghoist.schemas.document.DocumentKey;

/**
 * A document that is not as upstream has it, by intention: no obstacle to the proof of the rest.
 *
 * @param reason for people, without the document's content
 */
public record HeartbeatException(DocumentKey key, Kind kind, String reason) {
    /** Why it is not as upstream has it. */
    public enum Kind {
        /** Its change or removal waits for upstream to confirm it, a person, or time. */
        HELD("held"),
        /** A person pinned it to a past state. */
        PINNED("pinned"),
        /** What upstream says cannot be served; the last good version stays, if there is one. */
        REFUSED("refused");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /**
         * The kind of that word.
         *
         * @throws IllegalArgumentException when there is none
         */
        public static Kind require(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of exception is called " + word);
        }
    }
}
