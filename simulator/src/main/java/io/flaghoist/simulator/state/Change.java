package io.flaghoist.simulator.state;

/** A change of an environment, published after it can be read. */
public sealed interface Change {
    /**
     * A document was created or replaced.
     *
     * @param created whether nothing had this identifier before
     */
    record Saved(Document document, boolean created) implements Change {}

    /** A document was removed; {@code last} is what it was. */
    record Removed(Document last) implements Change {}

    /** An environment was created. */
    record EnvironmentAdded() implements Change {}

    /** An SDK key stopped working: removed, replaced, or its environment was. */
    record KeyRevoked(String sha256) implements Change {}

    /** The whole environment was removed. */
    record EnvironmentRemoved() implements Change {}
}
