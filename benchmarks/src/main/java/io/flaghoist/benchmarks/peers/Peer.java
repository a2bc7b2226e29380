package io.flaghoist.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A system that hands on flags to SDKs. */
interface Peer {
    /** How the report calls it. */
    String name();

    /** Why it cannot be started here; empty when it can. */
    Optional<String> missing();

    /** What to know beside its figures; empty when there is nothing to say. */
    default String remark() {
        return "";
    }

    /**
     * Starts all of its processes, with {@link SampleSite#FLAGS} flags.
     *
     * @param folder for its settings, data and logs
     * @throws IOException when one of them does not start; then all have been ended
     */
    RunningPeer start(Path folder) throws IOException, InterruptedException;
}
