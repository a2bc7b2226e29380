package io.flaghoist.schemas.record;

import java.time.Instant;

/**
 * What came of a person's order.
 *
 * @param id of the {@link Order}
 * @param reason why it was refused; of a carried out one, what it did
 * @param revision of the environment once it was settled
 * @param at when it was settled, by the owner's clock
 */
public record OrderOutcome(String id, Result result, String reason, long revision, Instant at) {
    /** How it ended. */
    public enum Result {
        DONE("done"),
        REFUSED("refused");

        private final String word;

        Result(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Result require(String word) {
            for (Result result : values()) {
                if (result.word.equals(word)) {
                    return result;
                }
            }
            throw new IllegalArgumentException("no outcome is called " + word);
        }
    }
}
