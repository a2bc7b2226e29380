package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.settings.Secret;
import io.flaghoist.ingest.settings.UpstreamSettings;
import io.flaghoist.ingest.thread.OwnedThread;
import io.flaghoist.ingest.upstream.AdminService;
import io.flaghoist.ingest.upstream.Answer;
import io.flaghoist.ingest.upstream.Backoff;
import io.flaghoist.ingest.upstream.ClientService;
import io.flaghoist.ingest.upstream.Token;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.schemas.EnvironmentId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All environments of this ingest. Each API key is exchanged for a token on a thread of its own;
 * the token names the environment, whose one worker then gets the key.
 */
public final class EnvironmentWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentWorkers.class);

    private final UpstreamSettings settings;
    private final ClientService client;
    private final AdminService admin;
    private final EnvironmentWorker.Tools tools;
    private final Consumer<UpstreamSession> onFound;
    private final Map<EnvironmentId, EnvironmentWorker> workers = new ConcurrentHashMap<>();
    private final Map<Secret, KeyStatus> unresolved = new ConcurrentHashMap<>();
    private final List<OwnedThread> threads = new ArrayList<>();

    /**
     * Begins nothing yet.
     *
     * @param onFound told of each environment once, when a key first leads to it
     */
    public EnvironmentWorkers(
            UpstreamSettings settings,
            ClientService client,
            AdminService admin,
            EnvironmentWorker.Tools tools,
            Consumer<UpstreamSession> onFound) {
        this.settings = settings;
        this.client = client;
        this.admin = admin;
        this.tools = tools;
        this.onFound = onFound;
    }

    /** Begins with all keys at once. */
    public void start() {
        for (Secret key : settings.apiKeys().keys()) {
            unresolved.put(
                    key,
                    new KeyStatus(key.alias(), "not authenticated yet", tools.clock().instant()));
            threads.add(new OwnedThread("ingest-api-key-" + key.alias(), () -> resolve(key)));
        }
        threads.forEach(OwnedThread::start);
    }

    /** The environments found so far, by their id. */
    public List<EnvironmentWorker> all() {
        return workers.values().stream()
                .sorted(Comparator.comparing(EnvironmentWorker::environment))
                .toList();
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return unresolved.values().stream().sorted(Comparator.comparing(KeyStatus::alias)).toList();
    }

    /** Whether every configured key led to an environment, and each was published. */
    public boolean isEverythingPublished() {
        return unresolved.isEmpty()
                && workers.values().stream().allMatch(worker -> worker.status().isPublished());
    }

    /** How many keys have not brought a complete environment into the log. */
    public int unsettled() {
        long incomplete =
                workers.values().stream().filter(worker -> !worker.status().complete()).count();
        return unresolved.size() + (int) incomplete;
    }

    private void resolve(Secret key) throws InterruptedException {
        var backoff =
                new Backoff(
                        settings.initialRetryDelay().toJavaDuration(),
                        settings.maxRetryDelay().toJavaDuration());
        while (true) {
            switch (client.authenticate(key)) {
                case Answer.Fetched<Token>(var token) -> {
                    assign(key, token);
                    return;
                }
                case Answer.Failed<Token> failed -> {
                    unresolved.computeIfPresent(key, (_, known) -> failed(known, failed));
                    Thread.sleep(backoff.delay(tools.random(), failed.why().retryAfter()));
                    backoff = backoff.next();
                }
            }
        }
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

    private synchronized void assign(Secret key, Token token) {
        EnvironmentId environment = token.names().environment();
        EnvironmentWorker known = workers.get(environment);
        if (known != null) {
            known.addKey(key);
        } else if (!Thread.currentThread().isInterrupted()) {
            var session = new UpstreamSession(client, admin, token);
            var worker = new EnvironmentWorker(session, WorkerTiming.of(settings), tools);
            workers.put(environment, worker);
            worker.start();
            onFound.accept(session);
        }
        LOG.info("API key {} belongs to environment {}", key.alias(), environment);
        unresolved.remove(key);
        tools.onStateChange().run();
    }

    /** Ends all workers. */
    @Override
    public void close() {
        threads.forEach(OwnedThread::interrupt);
        threads.forEach(OwnedThread::close);
        workers.values().forEach(EnvironmentWorker::stop);
        workers.values().forEach(EnvironmentWorker::close);
    }
}
