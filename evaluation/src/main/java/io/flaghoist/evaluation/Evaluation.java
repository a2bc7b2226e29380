package io.flaghoist.evaluation;

/** What a flag is for a target. */
public sealed interface Evaluation permits Served, Evaluation.Failed {
    /** The flag's identifier. */
    String flag();

    /** Nothing can be served: the SDK's caller gets the default of its code. */
    record Failed(String flag, Reason reason) implements Evaluation {}

    /** Why nothing can be served (evaluation.md, 2). */
    enum Reason {
        /** There is no such flag. */
        UNKNOWN_FLAG("there is no such flag"),
        /** Neither the target map nor a rule nor the default names a variation. */
        NOTHING_CHOSEN("the flag's configuration chooses no variation"),
        /** What was chosen is not among the flag's variations. */
        UNKNOWN_VARIATION("the chosen variation is not one of the flag's"),
        /** The flag's document has not the form of a flag. */
        UNREADABLE("the flag's configuration cannot be read"),
        /** Upstream has the flag, but in no form that SDKs can be served. */
        REFUSED("the flag's configuration is refused: SDKs could not read it");

        private final String message;

        Reason(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }
    }
}
