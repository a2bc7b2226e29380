package io.flaghoist.benchmarks.latency;

import io.flaghoist.simulator.RequestListener;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;

/** When SaaS was asked for single flags. Thread-safe. */
final class FlagReads implements RequestListener {
    private static final String FLAGS = "/feature-configs/";

    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();

    /** A request for a flag, by {@link System#nanoTime()}. */
    record Read(String flag, long beganNanos, long endedNanos) {}

    @Override
    public void answered(String path, long beganNanos, long endedNanos) {
        int flag = path.lastIndexOf(FLAGS);
        if (flag >= 0) {
            reads.add(new Read(path.substring(flag + FLAGS.length()), beganNanos, endedNanos));
        }
    }

    /** The first read of {@code flag} that began after {@code nanos}; waits until it has ended. */
    Read awaitFirst(String flag, long nanos) {
        return Awaitility.await("a read of " + flag)
                .until(
                        () ->
                                reads.stream()
                                        .filter(it -> it.flag().equals(flag))
                                        .filter(it -> it.beganNanos() - nanos > 0)
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
