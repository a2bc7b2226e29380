package io.flaghoist.benchmarks.latency;

/**
 * When one change passed each part of its way, by {@link System#nanoTime()}.
 *
 * @param made in SaaS
 * @param readBegan ingest's request for the flag reached SaaS
 * @param readEnded SaaS had answered it
 * @param committed a consumer could read it in the log
 * @param fanOutNanos from the edge's new image to its events on their way to the streams, by the
 *     edge's own clock
 * @param streamed its event reached the SDK
 */
record LoneChange(
        long made,
        long readBegan,
        long readEnded,
        long committed,
        long fanOutNanos,
        long streamed) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** From SaaS to the SDK, in milliseconds. */
    double whole() {
        return (streamed - made) / NANOS_PER_MILLI;
    }

    /** The parts of the way. */
    enum Part {
        NOTICE("SaaS to ingest's request"),
        READ("the request"),
        TRANSACTION("its answer to the log"),
        FOLLOWER("the log to the edge's image"),
        FRAME("the image to the stream");

        private final String words;

        Part(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** What this part took of {@code change}, in milliseconds. */
        double of(LoneChange change) {
            long nanos =
                    switch (this) {
                        case NOTICE -> change.readBegan - change.made;
                        case READ -> change.readEnded - change.readBegan;
                        case TRANSACTION -> change.committed - change.readEnded;
                        case FOLLOWER -> change.streamed - change.committed - change.fanOutNanos;
                        case FRAME -> change.fanOutNanos;
                    };
            return nanos / NANOS_PER_MILLI;
        }
    }
}
