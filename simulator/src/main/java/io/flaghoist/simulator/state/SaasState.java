package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/** The state of the simulated SaaS. Thread-safe. */
public final class SaasState {
    private final ConcurrentSkipListMap<String, SaasEnvironment> environments =
            new ConcurrentSkipListMap<>();
    private final SdkKeys keys = new SdkKeys();
    private final SortedSet<String> adminTokens;
    private final SortedSet<String> proxyKeys;
    private final ChangeListener listener;
    private final Clock clock;

    /**
     * Loads the seed.
     *
     * @param listener receives every change after the seed is loaded
     * @throws RefusedException 400 when the seed holds something that SaaS would refuse
     */
    public SaasState(Seed seed, ChangeListener listener, Clock clock) {
        this.adminTokens = new TreeSet<>(seed.adminTokens());
        this.proxyKeys = new TreeSet<>(seed.proxyKeys());
        this.listener = listener;
        this.clock = clock;
        for (var environment : seed.environments()) {
            create(environment);
        }
    }

    /** In the order of their ids. */
    public List<SaasEnvironment> environments() {
        return List.copyOf(environments.values());
    }

    public Optional<SaasEnvironment> find(String environment) {
        return Optional.ofNullable(environments.get(environment));
    }

    /**
     * The environment with this id.
     *
     * @throws RefusedException 404 when there is no such environment
     */
    public SaasEnvironment environment(String environment) {
        return find(environment)
                .orElseThrow(() -> RefusedException.notFound("no environment " + environment));
    }

    /**
     * The environment that an admin request means.
     *
     * @param query with {@code accountIdentifier}, {@code orgIdentifier}, {@code projectIdentifier}
     *     and {@code environmentIdentifier}
     */
    public Optional<SaasEnvironment> findByNames(Map<String, String> query) {
        return environments.values().stream()
                .filter(it -> it.names().areMeantBy(query))
                .findFirst();
    }

    /** Creates an empty environment, or renames the one with the same id. */
    public SaasEnvironment putEnvironment(EnvironmentNames names) {
        return putEnvironment(new Seed.Environment(names, Json.object()));
    }

    /**
     * Creates an environment with documents, or renames the one with the same id.
     *
     * @throws RefusedException 409 when it exists and {@code environment} holds documents
     */
    public synchronized SaasEnvironment putEnvironment(Seed.Environment environment) {
        var known = environments.get(environment.names().id());
        if (known == null) {
            return create(environment);
        }
        if (environment.hasDocuments()) {
            throw new RefusedException(
                    409,
                    "environment "
                            + known.names().id()
                            + " exists; change its documents one by one, or delete it first");
        }
        known.rename(environment.names());
        return known;
    }

    private SaasEnvironment create(Seed.Environment seed) {
        var created = new SaasEnvironment(seed.names(), keys, listener, clock);
        try {
            for (var kind : DocumentKind.values()) {
                var documents = seed.documents(kind);
                if (!documents.isEmpty()) {
                    created.putAll(kind, documents, EventDelivery.SILENT, Check.STRICT);
                }
            }
        } catch (RefusedException e) {
            created.removeAll();
            throw new RefusedException(
                    e.status(), "environment " + seed.names().id() + ": " + e.reason());
        }
        created.forgetPast();
        environments.put(seed.names().id(), created);
        listener.changed(seed.names().id(), new Change.EnvironmentAdded(), EventDelivery.SENT);
        return created;
    }

    /**
     * Removes an environment with all that it holds; its tokens are refused and its streams end.
     *
     * @throws RefusedException 404 when there is no such environment
     */
    public void removeEnvironment(String environment) {
        var removed = environments.remove(environment);
        if (removed == null) {
            throw RefusedException.notFound("no environment " + environment);
        }
        removed.removeAll();
    }

    public SdkKeys keys() {
        return keys;
    }

    /** Whether the admin service accepts {@code token}. */
    public boolean isAdminToken(String token) {
        return adminTokens.contains(SdkKeys.sha256(token));
    }

    /** Whether a relay may use the proxy key with this hash. */
    public boolean isProxyKey(String sha256) {
        return proxyKeys.contains(sha256);
    }

    /** The whole state in the format of a {@link Seed}; keys and tokens only as SHA-256. */
    public ObjectNode toJson() {
        var json = Json.object();
        var tokens = json.putArray("adminTokens");
        adminTokens.forEach(sha256 -> tokens.addObject().put("sha256", sha256));
        var proxies = json.putArray("proxyKeys");
        proxyKeys.forEach(sha256 -> proxies.addObject().put("sha256", sha256));
        var array = json.putArray("environments");
        for (var environment : environments.values()) {
            var written = environment.names().toJson();
            for (var kind : DocumentKind.values()) {
                var documents = written.putArray(kind.seedField());
                environment.contents().list(kind).forEach(it -> documents.add(it.json()));
            }
            array.add(written);
        }
        return json;
    }
}
