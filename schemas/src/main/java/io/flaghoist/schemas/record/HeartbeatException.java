package io.flaghoist.schemas.record;

import io.flaghoist.schemas.document.DocumentKey;

/**
 * A document that intentionally differs from upstream; the others can still be proven.
 *
 * @param reason a message without the document's content
 */
public record HeartbeatException(DocumentKey key, Kind kind, String reason) {
    /** Why it differs from upstream. */
    public enum Kind {
        /** Its change or removal waits for a confirmation by upstream, a person, or time. */
        HELD("held"),
        /** A person pinned it to a past state. */
        PINNED("pinned"),
        /** Upstream's version cannot be served; the last valid version stays, if any. */
        REFUSED("refused");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /**
         * The kind with this word.
         *
         * @throws IllegalArgumentException if there is none
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
