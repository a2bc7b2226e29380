package io.flaghoist.edge.auth;

/** What is known about a credential. */
public sealed interface Verdict permits Grant, Verdict.Refused, Verdict.Undecided {

    /** Checked and refused: 401. */
    enum Refused implements Verdict {
        NO_TOKEN("missing or malformed jwt"),
        BAD_TOKEN("invalid or expired jwt"),
        UNKNOWN_KEY("unauthorised");

        private final String message;

        Refused(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }
    }

    /**
     * Not known here, and this edge does not know the log well enough to say that it does not
     * exist: 500. A refusal would make SDKs give up for good.
     */
    enum Undecided implements Verdict {
        KEY_MAY_EXIST
    }
}
