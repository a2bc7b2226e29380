package io.flaghoist.edge.auth;

import io.flaghoist.evaluation.EvaluationTarget;
import org.jspecify.annotations.Nullable;

/** The result of checking a credential. */
public sealed interface Verdict {
    /**
     * Good.
     *
     * @param target the target in the token; null if there is none, and for SDK keys
     */
    record Granted(Grant grant, @Nullable EvaluationTarget target) implements Verdict {}

    /** Checked and refused: 401. */
    enum Refused implements Verdict {
        NO_TOKEN("missing or malformed jwt"),
        BAD_TOKEN("invalid or expired jwt"),
        UNKNOWN_KEY("unauthorised"),
        /** The same response as for an unknown key; counted separately. */
        REVOKED_KEY("unauthorised"),
        MALFORMED_KEY("unauthorised");

        private final String message;

        Refused(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }
    }

    /** Unknown, and not proven not to exist: 500. A refusal would make SDKs give up permanently. */
    enum Undecided implements Verdict {
        KEY_MAY_EXIST("this edge cannot decide yet: it does not know whether the key exists"),
        TOO_MANY_WAIT(
                "this edge cannot decide yet: too many wait to hear whether their key exists");

        private final String message;

        Undecided(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }
    }
}
