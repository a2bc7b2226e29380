package io.flaghoist.history.progress;

/** Receives the progress of an operation, on its thread. Must not throw. */
public interface Progress {
    /** Ignores it. */
    Progress NONE =
            new Progress() {
                @Override
                public void begin(String what, long total) {}

                @Override
                public void advance(long by) {}

                @Override
                public void end() {}
            };

    /**
     * Begins an operation.
     *
     * @param what in a word or two: {@code Reading history}
     * @param total about how many steps it has; 0 where that is not known
     */
    void begin(String what, long total);

    /** Reports further steps. */
    void advance(long by);

    /** It is done, or given up. */
    void end();
}
