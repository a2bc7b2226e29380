package io.flaghoist.benchmarks.peers;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Harness's own relay proxy, version 2, as a primary: Redis, Pushpin and ff-proxy. */
final class FfProxyPeer implements Peer {
    static final String FF_PROXY = "FLAGHOIST_PEER_FF_PROXY";
    static final String REDIS = "FLAGHOIST_PEER_REDIS";
    static final String PUSHPIN = "FLAGHOIST_PEER_PUSHPIN";
    private static final String HOST = "127.0.0.1";

    private final Installed proxy;
    private final Installed redis;
    private final Installed pushpin;
    private final Duration patience;

    /**
     * Looks for the programs.
     *
     * @param environment variables that name programs
     * @param patience for each program to listen
     */
    FfProxyPeer(Map<String, String> environment, Duration patience) {
        proxy = Installed.named(environment, FF_PROXY);
        redis = Installed.namedOr(environment, REDIS, "redis-server");
        pushpin = Installed.namedOr(environment, PUSHPIN, "pushpin");
        this.patience = patience;
    }

    @Override
    public String name() {
        return "ff-proxy";
    }

    @Override
    public Optional<String> missing() {
        return Stream.of(proxy, redis, pushpin)
                .flatMap(it -> it.missing().stream())
                .findFirst()
                .or(() ->
                        Pushpin.isPortFree()
                                ? Optional.empty()
                                : Optional.of(
                                        "port %d is taken, to which ff-proxy publishes without a choice"
                                                .formatted(Pushpin.PUBLISH_PORT)));
    }

    @Override
    public String remark() {
        return "Redis, Pushpin and ff-proxy; Pushpin limits itself to 2,500 messages a second, as in ff-proxy's image";
    }

    @Override
    public RunningPeer start(Path folder) throws IOException {
        Files.createDirectories(folder);
        Simulator saas = SampleSite.startSaas();
        var running = new Running(saas, new ChildProcesses(), Pushpin.socketFolder());
        try {
            start(folder, running);
            return running;
        } catch (IOException | RuntimeException | Error e) {
            running.close();
            throw e;
        }
    }

    private void start(Path folder, Running running) throws IOException {
        int redisPort = FreePorts.next();
        int publicPort = FreePorts.next();
        int proxyPort = FreePorts.next();
        running.processes
                .add(ChildProcess.start("redis", folder, Map.of(), redisCommand(folder, redisPort)))
                .awaitPort(redisPort, patience);
        running.storeReadyNanos = System.nanoTime();
        ChildProcess front =
                running.processes.add(
                        Pushpin.start(
                                pushpin.command(), folder, running.sockets, publicPort, proxyPort));
        running.processes
                .add(
                        ChildProcess.start(
                                "ff-proxy",
                                folder,
                                settings(running.saas, redisPort, proxyPort),
                                List.of(proxy.command())))
                // Asked before, Pushpin would hold the question for up to a minute.
                .awaitPort(proxyPort, patience);
        front.awaitPort(publicPort, patience);
        running.sdk = Optional.of(new HarnessSdk(HOST, publicPort));
    }

    private List<String> redisCommand(Path folder, int port) {
        return List.of(
                redis.command(),
                "--bind",
                HOST,
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString());
    }

    /** ff-proxy reads all of its settings from variables. */
    private static Map<String, String> settings(Simulator saas, int redisPort, int port) {
        return Map.of(
                "PROXY_KEY",
                SampleSite.PROXY_KEY,
                "AUTH_SECRET",
                "a secret of benchmarks, 32 bytes or more",
                "REDIS_ADDRESS",
                HOST + ":" + redisPort,
                "CLIENT_SERVICE",
                saas.clientService().toString(),
                "METRIC_SERVICE",
                saas.metricsService().toString(),
                "PORT",
                Integer.toString(port),
                "PROMETHEUS_PORT",
                Integer.toString(port),
                "LOG_LEVEL",
                "ERROR");
    }

    private static final class Running implements RunningPeer {
        private final Simulator saas;
        private final ChildProcesses processes;
        private final Path sockets;
        private Optional<HarnessSdk> sdk = Optional.empty();
        private long storeReadyNanos;

        Running(Simulator saas, ChildProcesses processes, Path sockets) {
            this.saas = saas;
            this.processes = processes;
            this.sockets = sockets;
        }

        @Override
        public long storeReadyNanos() {
            return storeReadyNanos;
        }

        @Override
        public void requireAlive() throws IOException {
            processes.requireAlive();
        }

        @Override
        public StreamRequest stream() throws IOException, InterruptedException {
            return sdk.orElseThrow().stream();
        }

        @Override
        public Read read() throws IOException, InterruptedException {
            return sdk.orElseThrow().read();
        }

        @Override
        public void change(int flag) {
            SampleSite.toggle(saas, flag);
        }

        @Override
        public Map<String, Long> pids() {
            return processes.pids();
        }

        @Override
        public void close() {
            sdk.ifPresent(HarnessSdk::close);
            processes.close();
            saas.close();
            Pushpin.remove(sockets);
        }
    }
}
