package io.flaghoist.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.http.InstalledPrograms;
import io.flaghoist.benchmarks.report.Machine;
import io.flaghoist.benchmarks.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersProgramTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Report report =
            new Report(
                    "peers",
                    new Machine(2, 0, "", "", ""),
                    true,
                    new PrintStream(said, true, StandardCharsets.UTF_8));

    @TempDir private Path folder;
    private List<ProcessHandle> before = List.of();

    @BeforeEach
    void rememberProcesses() {
        before = ProcessHandle.current().descendants().toList();
    }

    @Test
    void what_is_not_there_is_skipped_with_the_reason() throws Exception {
        var none = new FfProxyPeer(Map.of(), PATIENCE);
        var wrong = new FlagdPeer(Map.of(FlagdPeer.FLAGD, folder.toString()), PATIENCE);

        run(PATIENCE, none, wrong);

        assertThat(output())
                .contains(
                        "SKIPPED: ff-proxy: FLAGHOIST_PEER_FF_PROXY does not name its program",
                        "SKIPPED: flagd: FLAGHOIST_PEER_FLAGD is "
                                + folder
                                + ", which is not an executable file");
        assertThat(report.isEmpty()).isFalse();
    }

    @Test
    void redis_and_pushpin_are_named_when_they_are_what_is_missing() throws IOException {
        String there = Programs.script(folder, "there", "exit 1").toString();
        var peer =
                new FfProxyPeer(
                        Map.of(
                                FfProxyPeer.FF_PROXY, there,
                                FfProxyPeer.REDIS, there,
                                FfProxyPeer.PUSHPIN, "/no/pushpin"),
                        PATIENCE);

        assertThat(peer.missing())
                .hasValueSatisfying(why -> assertThat(why).contains("/no/pushpin"));
    }

    @Test
    void ff_proxy_is_skipped_when_somebody_has_the_port_that_it_publishes_to() throws IOException {
        assumeTrue(Pushpin.isPortFree(), "somebody has the port of ff-proxy's publishing");
        var peer = ffProxy(PATIENCE, Programs.script(folder, "ff-proxy", "exit 1"));

        assertThat(peer.missing()).isEmpty();
        try (var _ = new ServerSocket(Pushpin.PUBLISH_PORT, 1, InetAddress.getLoopbackAddress())) {
            assertThat(peer.missing())
                    .hasValueSatisfying(why -> assertThat(why).startsWith("port 5561 is taken"));
        }
    }

    @Test
    void one_that_ends_is_not_measured_and_nothing_of_it_is_left() throws IOException {
        assumeTrue(Pushpin.isPortFree(), "somebody has the port of ff-proxy's publishing");
        var peer =
                ffProxy(
                        PATIENCE,
                        Programs.script(folder, "ff-proxy", "echo my last words; exit 3"));

        assertThatThrownBy(() -> run(PATIENCE, peer))
                .isInstanceOf(IOException.class)
                .hasMessage("not measured: ff-proxy");

        assertThat(output())
                .contains("NOT MEASURED: ff-proxy: ff-proxy ended with 3", "my last words");
        assertThat(left()).isEmpty();
        assertOrphanIsGone();
    }

    @Test
    void one_that_never_listens_is_not_measured_and_nothing_of_it_is_left() throws IOException {
        assumeTrue(Pushpin.isPortFree(), "somebody has the port of ff-proxy's publishing");
        Path variables = folder.resolve("variables");
        var peer =
                ffProxy(
                        SHORT_PATIENCE,
                        Programs.script(
                                folder, "ff-proxy", "env > '" + variables + "'; sleep 1000"));

        assertThatThrownBy(() -> run(SHORT_PATIENCE, peer)).hasMessage("not measured: ff-proxy");

        assertThat(output()).contains("NOT MEASURED: ff-proxy: ff-proxy did not listen on port");
        assertThat(left()).isEmpty();
        assertOrphanIsGone();
        assertThat(Files.readAllLines(variables))
                .contains("PROXY_KEY=" + SampleSite.PROXY_KEY, "LOG_LEVEL=ERROR")
                .anyMatch(it -> it.matches("REDIS_ADDRESS=127\\.0\\.0\\.1:\\d+"))
                .anyMatch(it -> it.matches("CLIENT_SERVICE=http://127\\.0\\.0\\.1:\\d+/api/1\\.0"))
                .anyMatch(it -> it.matches("METRIC_SERVICE=http://.*/events/api/1\\.0"))
                .anyMatch(it -> it.matches("PORT=\\d+"));
    }

    /** Redis only has to listen, and Pushpin only to be there, with a process of its own. */
    private FfProxyPeer ffProxy(Duration patience, Path program) throws IOException {
        return new FfProxyPeer(
                Map.of(
                        FfProxyPeer.FF_PROXY,
                        program.toString(),
                        FfProxyPeer.REDIS,
                        Programs.java(folder, "redis", StandInRedis.class).toString(),
                        FfProxyPeer.PUSHPIN,
                        Programs.script(
                                        folder,
                                        "pushpin",
                                        "sleep 1000 & echo $! > '"
                                                + folder.resolve("orphan")
                                                + "'; wait")
                                .toString()),
                patience);
    }

    @Test
    void ff_proxy_is_measured_behind_pushpin_and_beside_redis() throws Exception {
        assumeTrue(InstalledPrograms.find("redis-server").isPresent(), "redis-server is needed");
        assumeTrue(InstalledPrograms.find("pushpin").isPresent(), "pushpin is needed");
        assumeTrue(Pushpin.isPortFree(), "somebody has the port of ff-proxy's publishing");
        Path program = Programs.java(folder, "ff-proxy", StandInFfProxy.class);

        run(PATIENCE, new FfProxyPeer(Map.of(FfProxyPeer.FF_PROXY, program.toString()), PATIENCE));

        assertThat(output())
                .contains(
                        "ff-proxy: lone changes after a start, p50",
                        "ff-proxy: one change to the last of many streams",
                        "ff-proxy: memory of all processes",
                        "redis ",
                        "pushpin 5 ");
        assertThat(left()).isEmpty();
    }

    @Test
    void flagd_is_measured_by_its_file_and_its_event_stream() throws Exception {
        Path program = Programs.java(folder, "flagd", StandInFlagd.class);

        run(PATIENCE, new FlagdPeer(Map.of(FlagdPeer.FLAGD, program.toString()), PATIENCE));

        assertThat(output())
                .contains(
                        "flagd: 20 changes a second, p99",
                        "flagd: one change to the last of many streams",
                        "flagd: it has no SaaS");
        assertThat(left()).isEmpty();
    }

    private void run(Duration patience, Peer... peers) throws IOException, InterruptedException {
        try {
            new PeersProgram(List.of(peers), patience)
                    .run(new Setting(true, folder.resolve("work")), report);
        } finally {
            report.print();
        }
    }

    private String output() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private List<ProcessHandle> left() {
        return ProcessHandle.current()
                .descendants()
                .filter(it -> !before.contains(it))
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** What a program of the peer started is nobody's child once that is gone. */
    private void assertOrphanIsGone() throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve("orphan")).strip());
        Path status = Path.of("/proc/" + pid + "/stat");
        await("the end of process " + pid)
                .until(() ->
                        !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                                || (Files.exists(status)
                                        && Files.readString(status).contains(") Z ")));
    }
}
