package io.flaghoist.edge.stream;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The loop that tells streams what there is to tell, environment by environment. Of each
 * environment one turn waits at most: see {@link EnvironmentStreams#enqueue}.
 */
final class FanOut {
    private static final long LONGEST_REST_SECONDS = 1;

    private final BlockingQueue<EnvironmentStreams> waiting = new LinkedBlockingQueue<>();
    private final SupervisedLoop loop;

    FanOut(Supervisor supervisor) {
        loop =
                supervisor.loop(
                        LoopSpec.of(
                                        "edge-fan-out",
                                        "streams are not told of changes; what is read is up to date")
                                .onPlatform(),
                        this::turn);
    }

    void start() {
        loop.start();
    }

    /** Has {@code streams} told soon. Never blocks. */
    void soon(EnvironmentStreams streams) {
        waiting.add(streams);
    }

    private void turn() throws InterruptedException {
        EnvironmentStreams next = waiting.poll(LONGEST_REST_SECONDS, TimeUnit.SECONDS);
        if (next != null) {
            next.fanOut();
        }
    }

    void stop() {
        loop.interrupt();
    }
}
