package io.flaghoist.saas;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which environments the configured API keys belong to: each key is exchanged for a
 * token, which names the environment, on a thread of its own and for as long as it takes.
 */
public final class KeyResolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyResolver.class);

    /** An answer that trickles in is given up after a minute by default. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(5);

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    /** Called once for each key, on the key's own thread. */
    public interface Listener {
        /** The key led to an environment. It still counts as unresolved. */
        void found(Token token);

        /** What was found is no longer unresolved. */
        void settled();

        /** The key did not lead to an environment; it is retried. Called for each attempt. */
        default void failed(Secret key, Failure why) {}
    }

    private final String owner;
    private final List<Secret> keys;
    private final ClientService client;
    private final Backoff firstRetry;
    private final RandomGenerator random;
    private final Clock clock;
    private final Map<Secret, KeyStatus> unresolved = new ConcurrentHashMap<>();
    private final Supervisor supervisor;
    private final List<SupervisedLoop> loops = new ArrayList<>();

    /**
     * Begins nothing yet.
     *
     * @param owner begins the names of the threads
     */
    public KeyResolver(
            String owner,
            ApiKeys keys,
            ClientService client,
            Backoff firstRetry,
            RandomGenerator random,
            Clock clock,
            Supervisor supervisor) {
        this.supervisor = supervisor;
        this.owner = owner;
        this.keys = keys.keys();
        this.client = client;
        this.firstRetry = firstRetry;
        this.random = random;
        this.clock = clock;
    }

    /** Begins with all keys at once. */
    public void start(Listener listener) {
        for (Secret key : keys) {
            unresolved.put(
                    key, new KeyStatus(key.alias(), "not authenticated yet", clock.instant()));
            loops.add(new Search(key, listener).loop);
        }
        loops.forEach(SupervisedLoop::start);
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return unresolved.values().stream().sorted(Comparator.comparing(KeyStatus::alias)).toList();
    }

    /** The search for one key's environment; over once it is found. */
    private final class Search {
        private final Secret key;
        private final Listener listener;
        private final SupervisedLoop loop;
        private Backoff backoff = firstRetry;
        private Duration wait = Duration.ZERO;

        Search(Secret key, Listener listener) {
            this.key = key;
            this.listener = listener;
            this.loop =
                    supervisor.loop(
                            LoopSpec.of(
                                            owner + "-api-key",
                                            "the environment of this API key is not found")
                                    .ofInstance(key.alias())
                                    .within(LONGEST_ANSWER),
                            this::turn);
        }

        /** Asks, or waits for a while until it is time to. */
        private void turn() throws InterruptedException {
            if (wait.isPositive()) {
                Duration some = wait.compareTo(LONGEST_REST) < 0 ? wait : LONGEST_REST;
                Thread.sleep(some);
                wait = wait.minus(some);
                return;
            }
            switch (client.authenticate(key)) {
                case Answer.Fetched<Token>(var token) -> {
                    settle(key, token, listener);
                    loop.finish();
                }
                case Answer.Failed<Token> failed -> {
                    unresolved.computeIfPresent(key, (_, known) -> failed(known, failed));
                    listener.failed(key, failed.why());
                    wait = backoff.delay(random, failed.why().retryAfter());
                    backoff = backoff.next();
                }
            }
        }
    }

    private void settle(Secret key, Token token, Listener listener) {
        if (Thread.currentThread().isInterrupted()) {
            return; // ended while it asked
        }
        listener.found(token);
        LOG.info("API key {} belongs to environment {}", key.alias(), token.names().environment());
        unresolved.remove(key);
        listener.settled();
    }

    private KeyStatus failed(KeyStatus known, Answer.Failed<Token> failed) {
        if (known.what().equals(failed.words())) {
            return known;
        }
        LOG.warn(
                "Upstream: {}. It is tried again. Check upstream.clientService and upstream.apiKeys.",
                failed.words());
        return new KeyStatus(known.alias(), failed.words(), known.since());
    }

    /** Ends the searches that are not over. */
    @Override
    public void close() {
        loops.forEach(SupervisedLoop::interrupt);
        loops.forEach(SupervisedLoop::close);
    }
}
