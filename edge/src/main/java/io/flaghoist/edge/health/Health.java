package io.flaghoist.edge.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.edge.evaluation.FailingFlags;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.IngestStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges this edge. {@code /health} keeps the fields of ff-proxy v2 and adds what is known of each
 * environment; {@code /ready} says whether to send SDKs here. Thread-safe.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    /** A status with the JSON that goes with it. */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    public record Answer(int status, byte[] json) {}

    private final String node;
    private final Environments environments;
    private final FollowerView follower;
    private final FailingFlags failing;
    private final Duration staleAfter;
    private final Since<ConfigState> config;
    private final Since<StreamState> stream;
    private final Since<Boolean> stale;
    private final List<Consumer<ObjectNode>> others = new CopyOnWriteArrayList<>();
    private volatile boolean draining;

    private enum ConfigState {
        SYNCED,
        FAILED_TO_SYNC
    }

    private enum StreamState {
        INITIALIZING,
        CONNECTED,
        DISCONNECTED
    }

    /**
     * @param node how this edge is called
     * @param failing flags that clients do without
     * @param staleAfter how long without an answer of Kafka before this edge calls itself stale
     */
    public Health(
            String node,
            Environments environments,
            FollowerView follower,
            FailingFlags failing,
            Duration staleAfter,
            InstantSource clock) {
        this.node = node;
        this.environments = environments;
        this.follower = follower;
        this.failing = failing;
        this.staleAfter = staleAfter;
        this.config = new Since<>(ConfigState.FAILED_TO_SYNC, clock);
        this.stream = new Since<>(StreamState.INITIALIZING, clock);
        this.stale = new Since<>(true, clock);
    }

    /** Lets {@code other} add its own fields to every report from now on. */
    public void also(Consumer<ObjectNode> other) {
        others.add(other);
    }

    /** From now on {@code /ready} says no. */
    public void drain() {
        draining = true;
    }

    /** Whether what is absent here is absent in the log: only then may a key be refused. */
    public boolean knowsTheLog() {
        return follower.isSettled() && isLive();
    }

    private boolean isLive() {
        return follower.sinceContact().map(age -> age.compareTo(staleAfter) <= 0).orElse(false);
    }

    /** Looks at the state, so that changes are logged and dated; to be called every second. */
    public void look() {
        List<FollowerView.OfEnvironment> known = follower.environments();
        config.become(follower.isCaughtUp() ? ConfigState.SYNCED : ConfigState.FAILED_TO_SYNC);
        stream.become(streamState(known));
        if (stale.become(!isLive())) {
            if (stale.value()) {
                LOG.warn(
                        "no answer from Kafka for {} s (kafka.staleAfter). Still serving {} environments as they were. Check KAFKA_BOOTSTRAP_SERVERS and this principal's READ permission",
                        staleAfter.toSeconds(),
                        environments.images().size());
            } else {
                LOG.info("in contact with Kafka");
            }
        }
    }

    private StreamState streamState(List<FollowerView.OfEnvironment> known) {
        if (follower.sinceContact().isPresent() && !isLive()) {
            return StreamState.DISCONNECTED;
        }
        List<IngestStatus.Upstream> upstreams =
                known.stream()
                        .flatMap(of -> of.status().stream())
                        .map(IngestStatus.OfEnvironment::upstream)
                        .toList();
        if (upstreams.contains(IngestStatus.Upstream.DOWN)) {
            return StreamState.DISCONNECTED;
        }
        return upstreams.isEmpty()
                        || upstreams.size() < known.size()
                        || upstreams.contains(IngestStatus.Upstream.CONNECTING)
                ? StreamState.INITIALIZING
                : StreamState.CONNECTED;
    }

    /** {@code GET /health}: 503 only when this edge cannot serve anybody. */
    public Answer report() {
        look();
        List<FollowerView.OfEnvironment> known = follower.environments();
        ObjectNode body = Json.object();
        body.put("node", node);
        state(body.putObject("configStatus"), config);
        state(body.putObject("streamStatus"), stream);
        body.put("cacheStatus", stale.value() ? "unhealthy" : "healthy");
        body.put("stale", stale.value());
        body.put("caughtUp", follower.isCaughtUp());
        ArrayNode list = body.putArray("environments");
        known.forEach(of -> environment(list.addObject(), of));
        body.put("quarantinedRecords", follower.quarantinedCount());
        ArrayNode quarantined = body.putArray("quarantined");
        follower.quarantined().forEach(record -> quarantined.add(Json.tree(record)));
        ArrayNode broken = body.putArray("failingFlags");
        failing.now().forEach(flag -> broken.add(Json.tree(flag)));
        others.forEach(other -> other.accept(body));
        return new Answer(canServe() ? 200 : 503, Json.write(body));
    }

    private boolean canServe() {
        return follower.isCaughtUp()
                || environments.images().stream().anyMatch(EnvironmentImage::isComplete);
    }

    private static void state(ObjectNode node, Since<? extends Enum<?>> state) {
        node.put("state", state.value().name());
        node.put("since", state.sinceMillis());
    }

    private void environment(ObjectNode node, FollowerView.OfEnvironment of) {
        node.put("id", of.environment().value());
        node.put("state", of.complete() ? "SERVING" : "INCOMPLETE");
        node.put("caughtUp", of.caughtUp());
        node.put("behind", of.behind());
        node.put("revision", of.position().revision());
        node.put("epoch", of.position().epoch());
        of.freshness().ifPresent(age -> node.put("freshnessSeconds", age.toMillis() / 1e3));
        of.status()
                .ifPresent(status -> {
                    node.put("since", status.since());
                    ObjectNode upstream = node.putObject("upstream");
                    upstream.put("state", status.upstream().name());
                    upstream.put("since", status.since());
                    upstream.put("lastReconcileAt", status.lastReconcileAt());
                    ArrayNode refused = node.putArray("refused");
                    status.refused().forEach(document -> refused.add(Json.tree(document)));
                });
    }

    /** {@code GET /ready}: 503 until first caught up, and while stopping. */
    public Answer readiness() {
        String reason = notReadyBecause();
        ObjectNode body = Json.object();
        body.put("ready", reason.isEmpty());
        if (!reason.isEmpty()) {
            body.put("code", "503");
            body.put("message", reason);
            body.put("error", reason);
        }
        return new Answer(reason.isEmpty() ? 200 : 503, Json.write(body));
    }

    private String notReadyBecause() {
        if (draining) {
            return "stopping";
        }
        if (follower.isCaughtUp() || servesFromDisk()) {
            return "";
        }
        return "not caught up with the log yet";
    }

    /** Kafka does not answer: then what the disk had is the best there is, if it had anything. */
    private boolean servesFromDisk() {
        return !isLive()
                && !environments.images().isEmpty()
                && environments.images().stream().allMatch(EnvironmentImage::isComplete);
    }

    /** A value and when it was entered. */
    private static final class Since<T> {
        private final InstantSource clock;
        private T value;
        private long sinceMillis;

        Since(T value, InstantSource clock) {
            this.clock = clock;
            this.value = value;
            this.sinceMillis = clock.millis();
        }

        /** Returns whether that is a change. */
        synchronized boolean become(T next) {
            if (Objects.equals(value, next)) {
                return false;
            }
            value = next;
            sinceMillis = clock.millis();
            return true;
        }

        synchronized T value() {
            return value;
        }

        synchronized long sinceMillis() {
            return sinceMillis;
        }
    }
}
