package io.flaghoist.simulator;

import io.flaghoist.simulator.state.Seed;
import java.time.Duration;

/**
 * How a simulator is set up.
 *
 * @param host address to listen on; default 127.0.0.1, as the control API asks nobody who he is
 * @param port TCP port, 0 for any free one; default 7100
 * @param seed what SaaS knows at the start; default the sample project
 * @param heartbeatInterval between the heartbeats of a stream; default 15 s
 * @param maxConnections beyond which new connections wait; default 10,000
 * @param requestListener is called for every answered request; default does nothing
 */
public record SimulatorSettings(
        String host,
        int port,
        Seed seed,
        Duration heartbeatInterval,
        int maxConnections,
        RequestListener requestListener) {
    public SimulatorSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
        if (!heartbeatInterval.isPositive()) {
            throw new IllegalArgumentException("heartbeatInterval must be positive");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be 1 or more");
        }
    }

    /** All defaults. */
    public static SimulatorSettings defaults() {
        return new SimulatorSettings(
                "127.0.0.1",
                7100,
                Seed.sample(),
                Duration.ofSeconds(15),
                10_000,
                (path, beganNanos, endedNanos) -> {});
    }

    public SimulatorSettings withHost(String other) {
        return new SimulatorSettings(
                other, port, seed, heartbeatInterval, maxConnections, requestListener);
    }

    public SimulatorSettings withPort(int other) {
        return new SimulatorSettings(
                host, other, seed, heartbeatInterval, maxConnections, requestListener);
    }

    public SimulatorSettings withSeed(Seed other) {
        return new SimulatorSettings(
                host, port, other, heartbeatInterval, maxConnections, requestListener);
    }

    public SimulatorSettings withHeartbeatInterval(Duration other) {
        return new SimulatorSettings(host, port, seed, other, maxConnections, requestListener);
    }

    public SimulatorSettings withRequestListener(RequestListener other) {
        return new SimulatorSettings(host, port, seed, heartbeatInterval, maxConnections, other);
    }
}
