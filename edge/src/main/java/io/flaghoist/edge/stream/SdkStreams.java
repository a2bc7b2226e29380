package io.flaghoist.edge.stream;

import io.dropwizard.lifecycle.Managed;
import io.flaghoist.edge.StreamSettings;
import io.flaghoist.edge.auth.Grant;
import io.flaghoist.edge.evaluation.Evaluations;
import io.flaghoist.edge.evaluation.Evaluators;
import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.ImageListener;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.metrics.Meters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * All open streams. Encodes each change once on the follower's thread; a separate loop sends it to
 * the streams, another one handles heartbeats and stalled readers.
 */
public final class SdkStreams implements ImageListener, Managed {
    /** Maximum interval between closing two streams. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(10);

    private final StreamSettings settings;
    private final Environments environments;
    private final StreamMeters meters;
    private final ClientEvents clientEvents;
    private final ServedRevisions served;
    private final CatchUp catchUp;
    private final StreamCounts counts;
    private final ConcurrentMap<EnvironmentId, EnvironmentStreams> streams =
            new ConcurrentHashMap<>();

    private final FanOut fanOut;
    private final DelayedTasks gaps;
    private final SupervisedLoop ticking;
    private volatile boolean draining;

    /**
     * @param supervisor runs the loops
     * @param isFromDisk whether images are from snapshots: Kafka has not answered yet
     */
    public SdkStreams(
            Supervisor supervisor,
            StreamSettings settings,
            Environments environments,
            Meters meters,
            ClientSide clientSide,
            BooleanSupplier isFromDisk,
            InstantSource clock) {
        this.settings = settings;
        this.environments = environments;
        this.meters = new StreamMeters(meters);
        this.clientEvents =
                new ClientEvents(
                        clientSide.evaluators(), clientSide.evaluations(), clientSide.meters());
        this.served =
                new ServedRevisions(settings.catchUpWindow().toJavaDuration(), clock, isFromDisk);
        this.catchUp = new CatchUp(settings, served, clock);
        this.counts = new StreamCounts(settings.maxStreams(), settings.maxStreamsPerKey());
        this.fanOut = new FanOut(supervisor);
        this.gaps = new DelayedTasks(supervisor);
        this.ticking =
                supervisor.every(
                        tick(),
                        LoopSpec.of(
                                        "edge-heartbeats",
                                        "streams get no heartbeats, so SDKs disconnect, and stalled streams stay open")
                                .onPlatform(),
                        this::tickAll);
    }

    /** Dependencies for client SDKs. */
    public record ClientSide(
            Evaluators evaluators, Evaluations evaluations, EvaluationMeters meters) {}

    private Duration tick() {
        long shortest =
                Math.min(settings.heartbeat().toNanoseconds(), settings.stall().toNanoseconds());
        return Duration.ofNanos(Math.clamp(shortest / 20, 1_000_000, 500_000_000));
    }

    @Override
    public void start() {
        fanOut.start();
        gaps.start();
        ticking.start();
    }

    private void tickAll() {
        long heartbeatNanos = settings.heartbeat().toNanoseconds();
        long stallNanos = settings.stall().toNanoseconds();
        long now = System.nanoTime();
        for (EnvironmentStreams ofEnvironment : streams.values()) {
            for (SdkStream stream : ofEnvironment.streams()) {
                stream.tick(now, heartbeatNanos, stallNanos);
            }
        }
    }

    @Override
    public void advanced(EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
        served.advanced(before, after);
        var notices = new ArrayList<StreamEvent>();
        var removedKeys = new HashSet<HashedApiKey>();
        for (Change change : changes) {
            StreamEvent.of(before, change).ifPresent(notices::add);
            switch (change) {
                case Change.Removed(_, _, DocumentKey.OfApiKey(var hash), _) ->
                        removedKeys.add(hash);
                case Change.Removed _, Change.Saved _ -> {}
            }
        }
        boolean isGone = before.liveKeys() > 0 && after.liveKeys() == 0;
        tell(after.environment(), notices, removedKeys, isGone);
    }

    private void tell(
            EnvironmentId environment,
            List<StreamEvent> notices,
            Set<HashedApiKey> removedKeys,
            boolean removed) {
        EnvironmentStreams listeners = streams.get(environment);
        boolean anything = !notices.isEmpty() || !removedKeys.isEmpty() || removed;
        if (listeners != null && anything && listeners.enqueue(notices, removedKeys, removed)) {
            fanOut.soon(listeners);
        }
    }

    /** Reserves a stream for {@code apiKey}; {@link #open} or {@link #release} must follow. */
    public Admission reserve(HashedApiKey apiKey) {
        Admission admission = draining ? Admission.DRAINING : counts.reserve(apiKey);
        if (admission != Admission.ADMITTED) {
            meters.refused(admission.limit());
        }
        return admission;
    }

    /** Releases a reservation without a stream. */
    public void release(HashedApiKey apiKey) {
        counts.release(apiKey);
    }

    /**
     * Opens a reserved stream. It is registered first and then gets missed events, so that no
     * change is lost in between.
     *
     * @param lastEventId the SDK's revision, if it sent one
     * @param stillGranted called after registration: a key may be removed while its stream opens
     * @return the callback for a broken connection
     */
    public ConnectionWatch open(
            Grant grant,
            StreamClient client,
            OptionalLong lastEventId,
            StreamConnection connection,
            BooleanSupplier stillGranted) {
        StreamClient reader = settings.plainClientEvents() ? client.toldPlainly() : client;
        EnvironmentStreams home =
                streams.computeIfAbsent(
                        grant.environment(),
                        id -> new EnvironmentStreams(id, counts, meters, clientEvents, gaps));
        var stream = new SdkStream(home, grant.apiKey(), reader, connection, settings.maxBacklog());
        home.add(stream);
        EnvironmentImage image = environments.image(grant.environment());
        if (image == null || !stillGranted.getAsBoolean()) {
            stream.close(CloseReason.REVOKED);
        } else if (draining) {
            stream.close(CloseReason.DRAINING);
        } else {
            stream.begin(home.missed(reader, catchUp.missed(image, lastEventId)));
        }
        return stream::connectionFailed;
    }

    /** Called when a connection breaks while no write is in progress. */
    @FunctionalInterface
    public interface ConnectionWatch {
        void failed(Throwable cause);
    }

    /** Number of open streams. */
    public int openStreams() {
        return counts.open();
    }

    /** Refuses new streams. */
    public void refuseNew() {
        draining = true;
    }

    /**
     * Closes all streams over at most {@code longest}: SDKs reconnect immediately to other edges,
     * with full reads. Blocks until done.
     */
    public void drain(Duration longest) {
        refuseNew();
        var open = new ArrayList<SdkStream>();
        streams.values().forEach(ofEnvironment -> open.addAll(ofEnvironment.streams()));
        if (open.isEmpty()) {
            return;
        }
        long pause = Math.min(LONGEST_PAUSE.toNanos(), longest.toNanos() / open.size());
        for (SdkStream stream : open) {
            stream.close(CloseReason.DRAINING);
            LockSupport.parkNanos(pause);
        }
    }

    @Override
    public void stop() {
        refuseNew();
        streams.values()
                .forEach(ofEnvironment ->
                        ofEnvironment
                                .streams()
                                .forEach(stream -> stream.cut(CloseReason.DRAINING)));
        ticking.interrupt();
        gaps.stop();
        fanOut.stop();
    }
}
