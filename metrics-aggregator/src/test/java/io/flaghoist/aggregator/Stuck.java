package io.flaghoist.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something that a loop calls and that does not come back, and a supervisor whose time a test
 * moves: a loop that stands in such a call must be in health.
 */
public final class Stuck {
    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final Supervisor supervisor =
            new Supervisor(new PrometheusRegistry(), Clock.systemUTC(), nanos::get);

    public Supervisor supervisor() {
        return supervisor;
    }

    /** Does not come back, but to whoever interrupts it, who is to throw what comes. */
    public RuntimeException call() {
        called.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new IllegalStateException("the test is over");
    }

    /** An object of which no method comes back. */
    public <T> T object(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, _, _) -> {
                            throw call();
                        }));
    }

    /** The loop stands in the call: health says so once its deadline is over, and not before. */
    public void isToldOf(String loop, Duration deadline) throws InterruptedException {
        assertThat(called.await(30, TimeUnit.SECONDS)).as("the loop calls").isTrue();
        assertThat(supervisor.problems()).noneMatch(problem -> isOf(loop, problem));

        nanos.addAndGet(deadline.plusSeconds(1).toNanos());

        assertThat(supervisor.problems()).anyMatch(problem -> isOf(loop, problem));
    }

    private static boolean isOf(String loop, Problem problem) {
        return problem.what().startsWith(loop) && problem.what().contains("no progress");
    }
}
