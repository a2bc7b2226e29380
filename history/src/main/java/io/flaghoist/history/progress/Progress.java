package io.flaghoist.history.progress;

/** Told how far something has come. Called on the thread that does it; must not throw. */
public interface Progress {
    /** Tells nobody. */
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
     * Begins something.
     *
     * @param what in a word or two: {@code Reading history}
     * @param total how many steps it has, about; 0 where nobody knows
     */
    void begin(String what, long total);

    /** So many more steps are done. */
    void advance(long by);

    /** It is done, or given up. */
    void end();
}
