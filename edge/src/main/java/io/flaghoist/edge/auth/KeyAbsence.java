package io.flaghoist.edge.auth;

/**
 * Whether an SDK key that is not here does not exist: only then may it be refused, because an SDK
 * that was refused does not ask again.
 */
interface KeyAbsence {
    /**
     * Looks at what has come to be known.
     *
     * @return what can be said from now on
     */
    Known look();

    /** What can be said of keys that are not here. */
    @FunctionalInterface
    interface Known {
        /** Whether a key that was not here at that time, and still is not, does not exist. */
        boolean coversKeysOf(Arrival arrival);

        /** Whether nothing more can come to be known for now, so that nobody need wait for it. */
        default boolean isInDoubt() {
            return false;
        }
    }
}
