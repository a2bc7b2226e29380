package io.flaghoist.edge.auth;

/**
 * Decides whether an unknown SDK key does not exist: only then may it be refused, because an SDK
 * does not retry after a refusal.
 */
interface KeyAbsence {
    /**
     * Evaluates the current state.
     *
     * @return the decision from now on
     */
    Known look();

    /** What is known of absent keys. */
    @FunctionalInterface
    interface Known {
        /** Whether a key that was absent at that time, and still is, does not exist. */
        boolean coversKeysOf(Arrival arrival);

        /** Whether no decision is possible for now, so that waiting is useless. */
        default boolean isInDoubt() {
            return false;
        }
    }
}
