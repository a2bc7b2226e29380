package io.flaghoist.edge.stream;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The loop that sends events to streams, one environment at a time. Each environment is queued at
 * most once: see {@link EnvironmentStreams#enqueue}.
 */
final class FanOut {
    private static final long LONGEST_REST_SECONDS = 1;

    private final BlockingQueue<EnvironmentStreams> waiting = new LinkedBlockingQueue<>();
    private final SupervisedLoop loop;

    FanOut(Supervisor supervisor) {
        loop =
                supervisor.loop(
                        LoopSpec.of("edge-fan-out", "streams get no events; reads are up to date")
                                .onPlatform(),
                        this::turn);
    }

    void start() {
        loop.start();
    }

    /** Schedules {@code streams}. Never blocks. */
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
