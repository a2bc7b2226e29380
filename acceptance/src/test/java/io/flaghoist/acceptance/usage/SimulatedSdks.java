package io.flaghoist.acceptance.usage;

import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.TestEnvironment;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Applications that report what they evaluated, each on a thread of its own and over real HTTP. A
 * post that an edge does not answer with 200 is sent again, to the other edge next, until one does.
 * They send no more posts than they are allowed to.
 */
public final class SimulatedSdks implements AutoCloseable {
    /** While one edge works a post is refused a few times at most. */
    private static final int MOST_ATTEMPTS = 500;

    private final List<Edge> edges;
    private final List<TestEnvironment> environments;

    /** By the id of their environment; every edge takes them. */
    private final Map<String, String> tokens;

    private final String run;
    private final Ledger ledger = new Ledger();
    private final Semaphore allowed = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean ends;

    private SimulatedSdks(List<Edge> edges, List<TestEnvironment> environments, String run) {
        this.edges = edges;
        this.environments = environments;
        this.run = run;
        this.tokens =
                environments.stream()
                        .collect(
                                Collectors.toMap(
                                        TestEnvironment::id,
                                        it -> edges.getFirst().token(it.serverKey())));
    }

    /**
     * Starts them; they wait until they are allowed to post.
     *
     * @param run what the names of their features begin with
     * @param number of SDKs, spread over edges and environments
     */
    public static SimulatedSdks start(
            List<Edge> edges,
            List<TestEnvironment> environments,
            String run,
            int number,
            long seed) {
        var sdks = new SimulatedSdks(edges, environments, run);
        IntStream.range(0, number)
                .forEach(sdk ->
                        sdks.threads.add(
                                Thread.ofVirtual()
                                        .name("simulated-sdk-" + sdk)
                                        .start(() -> sdks.report(sdk, new Random(seed + sdk)))));
        return sdks;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Lets them send so many more posts, repetitions not counted. */
    public void allow(int posts) {
        allowed.release(posts);
    }

    private void report(int sdk, Random dice) {
        TestEnvironment environment = environments.get(sdk % environments.size());
        try {
            for (allowed.acquire(); !ends; allowed.acquire()) {
                deliver(UsagePost.random(environment, run, dice), sdk);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody interrupts them but the end of the JVM.
        } catch (RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    private void deliver(UsagePost post, int sdk) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Edge edge = edges.get((sdk + attempt) % edges.size());
            ledger.sent(post);
            if (isConfirmed(post, edge)) {
                ledger.confirmed(post);
                return;
            }
        }
        throw new AssertionError("No edge confirmed a post in " + MOST_ATTEMPTS + " attempts.");
    }

    private boolean isConfirmed(UsagePost post, Edge edge) {
        String token = tokens.getOrDefault(post.environment().id(), "");
        try {
            return edge.postMetrics(post.environment(), token, post.body(), post.gzip()).status()
                    == 200;
        } catch (UncheckedIOException noAnswer) {
            return false; // The edge may have taken it, or not: that is what is told apart later.
        }
    }

    /** Lets posts that are under way be confirmed, and ends; more are not sent. */
    @Override
    public void close() {
        ends = true;
        allowed.release(threads.size());
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " SDKs failed", failures.peek());
        }
    }
}
