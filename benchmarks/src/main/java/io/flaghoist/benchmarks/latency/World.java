package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.IngestProcess;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.simulator.RequestListener;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.testkit.broker.Brokers;
import io.flaghoist.testkit.broker.RestartableBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that a change passes: SaaS in this JVM, where it is made; broker, ingest and edge as
 * processes of their own. Both environments share them all, so that whatever disturbs one disturbs
 * the other.
 */
record World(RestartableBroker broker, Simulator simulator, IngestProcess ingest, EdgeProcess edge)
        implements AutoCloseable {

    /** An environment of so many flags. */
    record Site(EnvironmentId environment, String rawKey, int flags) {
        static Site of(int flags) {
            return numbered(flags, flags);
        }

        static Site numbered(int number, int flags) {
            String id = "8d1f2c34-0000-4000-8000-%012d".formatted(number);
            return new Site(new EnvironmentId(id), "bench-key-of-" + number, flags);
        }
    }

    /** Starts everything; returns once the edge authenticates at all {@code sites}. */
    static World start(Path folder, List<Site> sites) throws IOException {
        return start(folder, sites, (path, beganNanos, endedNanos) -> {});
    }

    /** The same, with a listener to the requests that SaaS answers. */
    static World start(Path folder, List<Site> sites, RequestListener requests) throws IOException {
        RestartableBroker broker = Brokers.startRestartable();
        try {
            return start(folder, sites, requests, broker);
        } catch (IOException | RuntimeException | Error e) {
            broker.close();
            throw e;
        }
    }

    private static World start(
            Path folder, List<Site> sites, RequestListener requests, RestartableBroker broker)
            throws IOException {
        var simulator =
                new Simulator(
                        SimulatorSettings.defaults()
                                .withPort(0)
                                .withSeed(SiteSeed.of(sites))
                                .withRequestListener(requests));
        try {
            simulator.start();
            return start(folder, sites, broker, simulator);
        } catch (IOException | RuntimeException | Error e) {
            simulator.close();
            throw e;
        }
    }

    private static World start(
            Path folder, List<Site> sites, RestartableBroker broker, Simulator simulator)
            throws IOException {
        IngestProcess ingest =
                IngestProcess.start(
                        folder, SiteSeed.upstream(simulator, sites), broker.bootstrapServers());
        try {
            EdgeProcess edge = EdgeProcess.start(folder, broker.bootstrapServers());
            var world = new World(broker, simulator, ingest, edge);
            sites.forEach(site -> edge.awaitKey(site.rawKey()));
            return world;
        } catch (IOException | RuntimeException | Error e) {
            ingest.close(); // an edge that was started ends with this JVM
            throw e;
        }
    }

    @Override
    public void close() {
        edge.close();
        ingest.close();
        simulator.close();
        broker.close();
    }
}
