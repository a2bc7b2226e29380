package io.flaghoist.benchmarks.peers;

import io.flaghoist.broker.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** flagd with a file as its source: it knows no Harness. */
final class FlagdPeer implements Peer {
    static final String FLAGD = "FLAGHOIST_PEER_FLAGD";
    private static final String HOST = "127.0.0.1";

    private final Installed program;
    private final Duration patience;

    /**
     * Looks for the program.
     *
     * @param environment variables that name programs
     * @param patience for it to listen
     */
    FlagdPeer(Map<String, String> environment, Duration patience) {
        this.program = Installed.named(environment, FLAGD);
        this.patience = patience;
    }

    @Override
    public String name() {
        return "flagd";
    }

    @Override
    public Optional<String> missing() {
        return program.missing();
    }

    @Override
    public String remark() {
        return "it has no SaaS: a change is the file of its source replaced, and is seen on its event stream (Connect, JSON); a read evaluates all flags (OFREP)";
    }

    @Override
    public RunningPeer start(Path folder) throws IOException {
        Files.createDirectories(folder);
        var flags = new FlagdFile(folder.resolve("flags.json"));
        flags.write();
        int port = FreePorts.next();
        int readPort = FreePorts.next();
        long began = System.nanoTime();
        var processes = new ChildProcesses();
        try {
            var flagd =
                    ChildProcess.start("flagd", folder, Map.of(), command(flags, port, readPort));
            processes.add(flagd);
            flagd.awaitPort(port, patience);
            flagd.awaitPort(readPort, patience);
            return new Running(processes, flags, new FlagdSdk(HOST, port, readPort), began);
        } catch (IOException | RuntimeException | Error e) {
            processes.close();
            throw e;
        }
    }

    private List<String> command(FlagdFile flags, int port, int readPort) {
        return List.of(
                program.command(),
                "start",
                "--port",
                Integer.toString(port),
                "--ofrep-port",
                Integer.toString(readPort),
                "--management-port",
                Integer.toString(FreePorts.next()),
                "--sync-port",
                Integer.toString(FreePorts.next()),
                "--uri",
                "file:" + flags.path());
    }

    private record Running(
            ChildProcesses processes, FlagdFile flags, FlagdSdk sdk, long storeReadyNanos)
            implements RunningPeer {
        @Override
        public void requireAlive() throws IOException {
            processes.requireAlive();
        }

        @Override
        public StreamRequest stream() {
            return sdk.stream();
        }

        @Override
        public Read read() {
            return sdk.read();
        }

        @Override
        public void change(int flag) throws IOException {
            flags.toggle(flag);
        }

        @Override
        public Map<String, Long> pids() {
            return processes.pids();
        }

        @Override
        public void close() {
            processes.close();
        }
    }
}
