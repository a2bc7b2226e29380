package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.settings.UpstreamSettings;
import io.flaghoist.ingest.upstream.AdminService;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.upstream.Backoff;
import io.flaghoist.upstream.ClientService;
import io.flaghoist.upstream.KeyResolver;
import io.flaghoist.upstream.KeyStatus;
import io.flaghoist.upstream.Token;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All environments of this ingest. Each API key is exchanged for a token on a thread of its own;
 * the token names the environment, whose one worker then gets the key.
 */
public final class EnvironmentWorkers implements AutoCloseable {
    private final UpstreamSettings settings;
    private final ClientService client;
    private final AdminService admin;
    private final EnvironmentWorker.Tools tools;
    private final Consumer<UpstreamSession> onFound;
    private final Map<EnvironmentId, EnvironmentWorker> workers = new ConcurrentHashMap<>();
    private final KeyResolver resolver;

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
        this.resolver =
                new KeyResolver(
                        "ingest",
                        settings.apiKeys(),
                        client,
                        new Backoff(
                                settings.initialRetryDelay().toJavaDuration(),
                                settings.maxRetryDelay().toJavaDuration()),
                        tools.random(),
                        tools.clock());
    }

    /** Begins with all keys at once. */
    public void start() {
        resolver.start(
                new KeyResolver.Listener() {
                    @Override
                    public void found(Token token) {
                        assign(token);
                    }

                    @Override
                    public void settled() {
                        tools.onStateChange().run();
                    }
                });
    }

    /** The environments found so far, by their id. */
    public List<EnvironmentWorker> all() {
        return workers.values().stream()
                .sorted(Comparator.comparing(EnvironmentWorker::environment))
                .toList();
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return resolver.unresolved();
    }

    /** Whether every configured key led to an environment, and each was published. */
    public boolean isEverythingPublished() {
        return resolver.unresolved().isEmpty()
                && workers.values().stream().allMatch(worker -> worker.status().isPublished());
    }

    /** How many keys have not brought a complete environment into the log. */
    public int unsettled() {
        long incomplete =
                workers.values().stream().filter(worker -> !worker.status().complete()).count();
        return resolver.unresolved().size() + (int) incomplete;
    }

    private synchronized void assign(Token token) {
        EnvironmentId environment = token.names().environment();
        EnvironmentWorker known = workers.get(environment);
        if (known != null) {
            known.addKey(token.key());
        } else if (!Thread.currentThread().isInterrupted()) {
            var session = new UpstreamSession(client, admin, token);
            var worker = new EnvironmentWorker(session, WorkerTiming.of(settings), tools);
            workers.put(environment, worker);
            worker.start();
            onFound.accept(session);
        }
    }

    /** Ends all workers. */
    @Override
    public void close() {
        resolver.close();
        workers.values().forEach(EnvironmentWorker::stop);
        workers.values().forEach(EnvironmentWorker::close);
    }
}
