package io.flaghoist.edge.stream;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * The loop that resumes streams whose next event must not closely follow a heartbeat. Each stream
 * is queued at most once.
 */
final class DelayedTasks {
    private static final long LONGEST_REST_SECONDS = 1;

    private final DelayQueue<DelayedTask> waiting = new DelayQueue<>();
    private final SupervisedLoop loop;

    DelayedTasks(Supervisor supervisor) {
        loop =
                supervisor.loop(
                        LoopSpec.of(
                                        "edge-stream-gaps",
                                        "streams of unidentified SDKs get events late")
                                .onPlatform(),
                        this::turn);
    }

    void start() {
        loop.start();
    }

    /** Runs {@code task}, which must not block, after so long. */
    void after(long nanos, Runnable task) {
        waiting.add(new DelayedTask(System.nanoTime() + nanos, task));
    }

    private void turn() throws InterruptedException {
        DelayedTask over = waiting.poll(LONGEST_REST_SECONDS, TimeUnit.SECONDS);
        if (over != null) {
            over.task().run();
        }
    }

    void stop() {
        loop.interrupt();
    }

    private record DelayedTask(long atNanos, Runnable task) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
