package io.flaghoist.evaluation;

/** The evaluation of a flag for a target. */
public sealed interface Evaluation permits Served, Evaluation.Failed {
    /** The flag's identifier. */
    String flag();

    /** Nothing can be served: the application gets the default in its code. */
    record Failed(String flag, Reason reason) implements Evaluation {}

    /** Why nothing can be served (evaluation.md, 2). */
    enum Reason {
        /** There is no such flag. */
        UNKNOWN_FLAG("there is no such flag"),
        /** Neither the target map nor a rule nor the default names a variation. */
        NOTHING_CHOSEN("the flag's configuration chooses no variation"),
        /** The chosen variation does not exist. */
        UNKNOWN_VARIATION("the chosen variation is not one of the flag's"),
        /** The flag's document is invalid. */
        UNREADABLE("the flag's configuration cannot be read"),
        /** SDKs cannot read the flag in upstream's form. */
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
