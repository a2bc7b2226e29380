package io.flaghoist.faults.run;

import io.flaghoist.faults.check.Findings;
import io.flaghoist.faults.check.Sighting;
import io.flaghoist.faults.check.Truth;
import io.flaghoist.faults.load.Changes;
import io.flaghoist.faults.relay.Node;
import io.flaghoist.faults.relay.Relay;
import io.flaghoist.faults.relay.RelayEnvironment;
import io.flaghoist.faults.watch.Watch;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes on all the time: each edge is asked every second for each environment, and each
 * environment is changed. Ends with the first failure of its own, which is kept.
 */
final class Watchers implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CHANGE = Duration.ofMillis(450);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    void watch(
            Relay relay,
            Map<RelayEnvironment, Truth> truths,
            Findings findings,
            Supplier<Duration> clock,
            long seed) {
        for (Node edge : relay.edges()) {
            truths.forEach((environment, truth) -> {
                var watch =
                        new Watch(
                                new Sighting.Subject(edge.name(), environment.name()),
                                http,
                                edge.base(),
                                environment.id(),
                                environment.serverKey(),
                                truth,
                                findings,
                                clock,
                                seed);
                every(LOOK, "watch-" + edge.name() + "-" + environment.name(), watch::look);
            });
        }
    }

    void change(RelayEnvironment environment, Changes changes) {
        every(CHANGE, "change-" + environment.name(), changes::next);
    }

    /** Fails when anything that should go on all the time has ended. */
    void check() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("A part of this program has failed.", thrown);
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void every(Duration period, String name, Step step) {
        threads.add(Thread.ofVirtual().name(name).start(() -> repeat(period, step)));
    }

    private void repeat(Duration period, Step step) {
        try {
            long next = System.nanoTime();
            while (true) {
                step.run();
                next = Math.max(next + period.toNanos(), System.nanoTime());
                Thread.sleep(Duration.ofNanos(next - System.nanoTime()));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
