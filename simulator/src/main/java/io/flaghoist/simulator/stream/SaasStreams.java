package io.flaghoist.simulator.stream;

import io.flaghoist.simulator.fault.ActiveFault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.Faults;
import io.flaghoist.simulator.fault.RequestFacts;
import io.flaghoist.simulator.state.Change;
import io.flaghoist.simulator.state.ChangeListener;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The open streams: of SDKs by their environment, of relays with a proxy key together. An event is
 * handed to every stream that is to have it on the thread that made the change; a slow reader
 * delays nobody. Thread-safe.
 */
public final class SaasStreams implements ChangeListener, AutoCloseable {
    /** In place of an environment: the streams of proxy keys, which carry all environments. */
    public static final String ACCOUNT = "*";

    private final ConcurrentMap<String, Set<SaasStream>> byEnvironment = new ConcurrentHashMap<>();
    private final Duration heartbeatInterval;
    private @Nullable ScheduledExecutorService heartbeats;

    public SaasStreams(Duration heartbeatInterval) {
        this.heartbeatInterval = heartbeatInterval;
    }

    /** Starts the heartbeats. */
    public synchronized void start() {
        var nanos = heartbeatInterval.toNanos();
        var executor =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("simulator-heartbeats").daemon().factory());
        // The returned future fails only if heartbeat() throws, which it does not: writes are
        // asynchronous and report to their stream.
        var _ = executor.scheduleAtFixedRate(this::heartbeat, nanos, nanos, TimeUnit.NANOSECONDS);
        heartbeats = executor;
    }

    private void heartbeat() {
        byEnvironment.values().forEach(streams -> streams.forEach(SaasStream::heartbeat));
    }

    /** Answers a stream request, which stays open until one of both sides ends it. */
    public void open(
            String environment,
            RequestFacts facts,
            Faults faults,
            Request request,
            Response response,
            Callback callback) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        // Each frame is one chunk; Jetty would send bare bytes on a connection that it closes.
        response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
        // A client must see the end of the stream as the end of its connection.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        var stream =
                new SaasStream(facts, request, response, callback, it -> forget(environment, it));
        faults.list().stream()
                .filter(it -> it.fault().action() instanceof FaultAction.Mute && it.use(facts))
                .findFirst()
                .ifPresent(stream::mute);
        stream.prepare();
        // A client that has read the head of the response gets every later event.
        byEnvironment.computeIfAbsent(environment, it -> ConcurrentHashMap.newKeySet()).add(stream);
        stream.open();
    }

    private void forget(String environment, SaasStream stream) {
        var streams = byEnvironment.get(environment);
        if (streams != null) {
            streams.remove(stream);
        }
    }

    @Override
    public void changed(String environment, Change change, EventDelivery notice) {
        switch (change) {
            case Change.Saved(var document, var created) -> {
                if (notice == EventDelivery.SENT) {
                    send(environment, created ? "create" : "patch", document);
                    if (document.kind() == DocumentKind.API_KEY) {
                        tellProxies("apiKeyAdded", environment, document.text("sha256"));
                    }
                }
            }
            case Change.Removed(var last) -> {
                if (notice == EventDelivery.SENT) {
                    send(environment, "delete", last);
                }
            }
            case Change.KeyRevoked(var sha256) -> {
                end(
                        environment,
                        it -> it.facts().sdkKeySha256().filter(sha256::equals).isPresent());
                if (notice == EventDelivery.SENT) {
                    tellProxies("apiKeyRemoved", environment, sha256);
                }
            }
            case Change.EnvironmentAdded() -> tellProxies("environmentsAdded", environment, null);
            case Change.EnvironmentRemoved() -> {
                end(environment, stream -> true);
                tellProxies("environmentsRemoved", environment, null);
            }
        }
    }

    private void tellProxies(String event, String environment, @Nullable String keySha256) {
        var streams = streams(ACCOUNT);
        if (!streams.isEmpty()) {
            var frame = Frames.proxyEvent(event, environment, keySha256);
            streams.forEach(stream -> stream.send(frame));
        }
    }

    private void send(String environment, String event, Document document) {
        var domain =
                switch (document.kind()) {
                    case FLAG -> "flag";
                    case SEGMENT -> "target-segment";
                    case API_KEY, TARGET -> "";
                };
        if (domain.isEmpty()) {
            return;
        }
        var identifier = document.identifier();
        var version = document.version();
        var streams = streams(environment);
        if (!streams.isEmpty()) {
            var frame = Frames.event(event, domain, identifier, version);
            streams.forEach(stream -> stream.send(frame));
        }
        var proxies = streams(ACCOUNT);
        if (!proxies.isEmpty()) {
            var frame = Frames.event(event, domain, identifier, version, environment);
            proxies.forEach(stream -> stream.send(frame));
        }
    }

    private void end(String environment, Predicate<SaasStream> which) {
        streams(environment).stream().filter(which).forEach(SaasStream::end);
    }

    private Set<SaasStream> streams(String environment) {
        return byEnvironment.getOrDefault(environment, Set.of());
    }

    /** Applies a new fault to open streams. */
    public void feel(ActiveFault fault) {
        for (var streams : byEnvironment.values()) {
            for (var stream : streams) {
                feel(fault, stream);
            }
        }
    }

    private static void feel(ActiveFault fault, SaasStream stream) {
        switch (fault.fault().action()) {
            case FaultAction.Mute() -> {
                if (fault.use(stream.facts())) {
                    stream.mute(fault);
                }
            }
            case FaultAction.Cut() -> {
                if (fault.use(stream.facts())) {
                    stream.cut();
                }
            }
            case FaultAction.End() -> {
                if (fault.use(stream.facts())) {
                    stream.end();
                }
            }
            case FaultAction.Status _,
                    FaultAction.Delay _,
                    FaultAction.Hang _,
                    FaultAction.Reset _,
                    FaultAction.Garbage _,
                    FaultAction.StaleByChanges _,
                    FaultAction.StaleByAge _,
                    FaultAction.Empty _,
                    FaultAction.Partial _ -> {}
        }
    }

    /** Resets the connection of a request instead of answering it. */
    public static void reset(Request request) {
        SaasStream.reset(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    /** How many streams are open, by environment; environments without are left out. */
    public Map<String, Integer> open() {
        var counts = new TreeMap<String, Integer>();
        byEnvironment.forEach((environment, streams) -> {
            if (!streams.isEmpty()) {
                counts.put(environment, streams.size());
            }
        });
        return counts;
    }

    /** Cuts all streams and stops the heartbeats. */
    @Override
    public synchronized void close() {
        if (heartbeats != null) {
            heartbeats.shutdownNow();
            heartbeats = null;
        }
        byEnvironment.values().forEach(streams -> streams.forEach(SaasStream::cut));
    }
}
