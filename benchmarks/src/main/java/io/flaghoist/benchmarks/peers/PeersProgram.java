package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.http.InstalledPrograms;
import io.flaghoist.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Flaghoist and other systems in turns, each started anew, with the same flags, the same SDK and
 * the same stopwatch. None of the others' programs is part of this repository: their paths are
 * given, and what is not there is left out.
 */
public final class PeersProgram implements Program {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Peer> peers;
    private final Duration patience;

    /** With the programs that this process's environment names. */
    public PeersProgram() {
        this(
                List.of(
                        new FlaghoistPeer(),
                        new FfProxyPeer(System.getenv(), PATIENCE),
                        new FlagdPeer(System.getenv(), PATIENCE)),
                PATIENCE);
    }

    PeersProgram(List<Peer> peers, Duration patience) {
        this.peers = List.copyOf(peers);
        this.patience = patience;
    }

    /**
     * Measures all that is there.
     *
     * @throws IOException at the end, when something is there and could not be measured
     */
    @Override
    public void run(Setting setting, Report report) throws IOException, InterruptedException {
        List<Peer> present = present(report);
        Optional<Path> wrk = InstalledPrograms.find("wrk");
        if (wrk.isEmpty()) {
            report.skip("reads: wrk is not installed (Debian: apt-get install wrk)");
        }
        var findings = new Findings();
        present.forEach(peer -> findings.column(peer.name()));
        Map<String, Throwable> failures = measure(present, setting, wrk, findings, report);
        findings.tell(report);
        present.stream()
                .filter(peer -> !peer.remark().isEmpty())
                .forEach(peer -> report.remark(peer.name() + ": " + peer.remark()));
        report.remark(
                "medians of fresh starts in turns; SaaS, SDKs and wrk share the cores with what they load; each reads as it would from its own SDK");
        tell(failures, report);
    }

    /** Starts and measures each system several times; returns the first failure of each. */
    private Map<String, Throwable> measure(
            List<Peer> present,
            Setting setting,
            Optional<Path> wrk,
            Findings findings,
            Report report)
            throws InterruptedException {
        var failures = new LinkedHashMap<String, Throwable>();
        int rounds = setting.choose(3, 1);
        for (int round = 1; round <= rounds; round++) {
            for (Peer peer : round % 2 == 1 ? present : present.reversed()) {
                report.progress("%s, start %d of %d".formatted(peer.name(), round, rounds));
                Path folder = setting.workFolder().resolve(peer.name() + "-" + round);
                var run = new PeerRun(peer, setting, patience, wrk, findings.column(peer.name()));
                attempt(run, folder).ifPresent(why -> failures.putIfAbsent(peer.name(), why));
            }
        }
        return failures;
    }

    private List<Peer> present(Report report) {
        var present = new ArrayList<Peer>();
        for (Peer peer : peers) {
            peer.missing()
                    .ifPresentOrElse(
                            why -> report.skip(peer.name() + ": " + why), () -> present.add(peer));
        }
        return present;
    }

    /** Why something of a run could not be measured; the others can be all the same. */
    private static Optional<Throwable> attempt(PeerRun run, Path folder)
            throws InterruptedException {
        try {
            run.measure(folder);
            return Optional.empty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            return Optional.of(e);
        }
    }

    private static void tell(Map<String, Throwable> failures, Report report) throws IOException {
        if (failures.isEmpty()) {
            return;
        }
        var failed = new IOException("not measured: " + String.join(", ", failures.keySet()));
        failures.forEach((name, why) -> {
            report.remark("NOT MEASURED: %s: %s".formatted(name, why.getMessage()));
            failed.addSuppressed(why);
        });
        throw failed;
    }
}
