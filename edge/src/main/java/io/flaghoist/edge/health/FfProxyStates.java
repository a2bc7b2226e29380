package io.flaghoist.edge.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.follower.FollowerView;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/**
 * The fields of ff-proxy v2 in {@code /health}, from proven state. {@code configStatus}: the state
 * equals the log. {@code streamStatus}: it also equals SaaS, and SaaS is reachable. {@code
 * cacheStatus}: nothing is stale.
 */
final class FfProxyStates {
    private final FollowerView follower;
    private final TimedState<Config> config;
    private final TimedState<Stream> stream;

    private enum Config {
        SYNCED,
        FAILED_TO_SYNC
    }

    /** Best first. */
    private enum Stream {
        CONNECTED,
        INITIALIZING,
        DISCONNECTED
    }

    FfProxyStates(FollowerView follower, InstantSource clock) {
        this.follower = follower;
        this.config = new TimedState<>(Config.FAILED_TO_SYNC, clock);
        this.stream = new TimedState<>(Stream.INITIALIZING, clock);
    }

    void look(List<Condition> all) {
        List<Condition> living = all.stream().filter(it -> !it.isRetired()).toList();
        boolean inSync =
                follower.isCaughtUp() && living.stream().allMatch(Condition::isInSyncWithLog);
        config.become(inSync ? Config.SYNCED : Config.FAILED_TO_SYNC);
        stream.become(stream(living));
    }

    private Stream stream(List<Condition> living) {
        if (living.isEmpty() || !follower.isCaughtUp()) {
            return Stream.INITIALIZING;
        }
        return living.stream()
                .map(FfProxyStates::stream)
                .max(Comparator.naturalOrder())
                .orElse(Stream.INITIALIZING);
    }

    private static Stream stream(Condition it) {
        if (it.isStale()) {
            return Stream.DISCONNECTED;
        }
        return it.upstream()
                .map(upstream ->
                        switch (upstream) {
                            case STREAMING, POLLING, ADOPTED, RETIRED -> Stream.CONNECTED;
                            case CONNECTING -> Stream.INITIALIZING;
                            case DOWN, UNCLAIMED -> Stream.DISCONNECTED;
                        })
                .orElse(it.wasHeard() ? Stream.DISCONNECTED : Stream.INITIALIZING);
    }

    void describe(ObjectNode body, boolean isStale) {
        state(body.putObject("configStatus"), config);
        state(body.putObject("streamStatus"), stream);
        body.put("cacheStatus", isStale ? "unhealthy" : "healthy");
    }

    private static void state(ObjectNode node, TimedState<? extends Enum<?>> state) {
        node.put("state", state.value().name());
        node.put("since", state.sinceMillis());
    }
}
