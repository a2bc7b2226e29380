package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.IngestProcess;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.testkit.broker.Brokers;
import io.flaghoist.testkit.broker.RestartableBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** This system: a broker, ingest and an edge, as in the other questions. */
final class FlaghoistPeer implements Peer {
    @Override
    public String name() {
        return "Flaghoist";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public String remark() {
        return "broker, ingest and edge with the heaps of the other questions, started one after the other; where the broker is a container, its memory is not counted";
    }

    @Override
    public RunningPeer start(Path folder) throws IOException {
        Set<Long> before = children();
        RestartableBroker broker = Brokers.startRestartable();
        try {
            Set<Long> brokerPids = children();
            brokerPids.removeAll(before);
            Simulator saas = SampleSite.startSaas();
            long storeReady = System.nanoTime();
            try {
                return start(folder, broker, brokerPids, saas, storeReady);
            } catch (IOException | RuntimeException | Error e) {
                saas.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            broker.close();
            throw e;
        }
    }

    /**
     * Of this JVM: a broker does not tell its process, and there is none when it is a container.
     */
    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static RunningPeer start(
            Path folder,
            RestartableBroker broker,
            Set<Long> brokerPids,
            Simulator saas,
            long storeReady)
            throws IOException {
        var upstream =
                new IngestProcess.Upstream(
                        saas.clientService(),
                        saas.adminService(),
                        List.of(SampleSite.SDK_KEY),
                        SampleSite.ADMIN_TOKEN,
                        SampleSite.ACCOUNT,
                        SampleSite.ORGANIZATION);
        var ingest = IngestProcess.start(folder, upstream, broker.bootstrapServers());
        try {
            var edge = EdgeProcess.start(folder, broker.bootstrapServers());
            var sdk = new HarnessSdk(edge.host(), edge.port());
            return new Running(broker, brokerPids, saas, ingest, edge, sdk, storeReady);
        } catch (IOException | RuntimeException | Error e) {
            ingest.close();
            throw e;
        }
    }

    private record Running(
            RestartableBroker broker,
            Set<Long> brokerPids,
            Simulator saas,
            IngestProcess ingest,
            EdgeProcess edge,
            HarnessSdk sdk,
            long storeReadyNanos)
            implements RunningPeer {
        @Override
        public void requireAlive() throws IOException {
            for (var process : pids().entrySet()) {
                if (!ProcessHandle.of(process.getValue())
                        .map(ProcessHandle::isAlive)
                        .orElse(false)) {
                    throw new IOException(process.getKey() + " has ended");
                }
            }
        }

        @Override
        public StreamRequest stream() throws IOException, InterruptedException {
            return sdk.stream();
        }

        @Override
        public Read read() throws IOException, InterruptedException {
            return sdk.read();
        }

        @Override
        public void change(int flag) {
            SampleSite.toggle(saas, flag);
        }

        @Override
        public Map<String, Long> pids() {
            var pids = new LinkedHashMap<String, Long>();
            brokerPids.forEach(pid -> pids.put("broker", pid));
            pids.put("ingest", ingest.pid());
            pids.put("edge", edge.pid());
            return pids;
        }

        @Override
        public void close() {
            sdk.close();
            edge.close();
            ingest.close();
            saas.close();
            broker.close();
        }
    }
}
