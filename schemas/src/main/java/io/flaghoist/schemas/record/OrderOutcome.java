package io.flaghoist.schemas.record;

import java.time.Instant;

/**
 * The outcome of an order.
 *
 * @param id of the {@link Order}
 * @param reason why it was refused; for a completed one, its effect
 * @param revision of the environment when it was completed
 * @param at when it was completed, by the owner's clock
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
