package io.flaghoist.upstream;

import io.flaghoist.service.OwnedThread;
import java.time.Clock;
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

    /** Told of each key once, on the key's own thread. */
    public interface Listener {
        /** The key led to an environment. It still counts as unresolved. */
        void found(Token token);

        /** What was found is no longer unresolved. */
        void settled();
    }

    private final String owner;
    private final List<Secret> keys;
    private final ClientService client;
    private final Backoff firstRetry;
    private final RandomGenerator random;
    private final Clock clock;
    private final Map<Secret, KeyStatus> unresolved = new ConcurrentHashMap<>();
    private final List<OwnedThread> threads = new ArrayList<>();

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
            Clock clock) {
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
            threads.add(
                    new OwnedThread(
                            owner + "-api-key-" + key.alias(), () -> resolve(key, listener)));
        }
        threads.forEach(OwnedThread::start);
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return unresolved.values().stream().sorted(Comparator.comparing(KeyStatus::alias)).toList();
    }

    private void resolve(Secret key, Listener listener) throws InterruptedException {
        var backoff = firstRetry;
        while (true) {
            switch (client.authenticate(key)) {
                case Answer.Fetched<Token>(var token) -> {
                    settle(key, token, listener);
                    return;
                }
                case Answer.Failed<Token> failed -> {
                    unresolved.computeIfPresent(key, (_, known) -> failed(known, failed));
                    Thread.sleep(backoff.delay(random, failed.why().retryAfter()));
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

    /** Ends all threads. */
    @Override
    public void close() {
        threads.forEach(OwnedThread::interrupt);
        threads.forEach(OwnedThread::close);
    }
}
