package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.ProcessStatus;
import io.flaghoist.benchmarks.http.Wrk;
import io.flaghoist.benchmarks.peers.RunningPeer.StreamRequest;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.streams.CrowdProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One start of one system, and everything that is measured of it until it is ended. */
final class PeerRun {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long WARM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Peer peer;
    private final Setting setting;
    private final Duration patience;
    private final Optional<Path> wrk;
    private final Findings.Column column;
    private int turn;

    /**
     * A run that has not begun.
     *
     * @param patience until an SDK's stream is answered
     * @param wrk empty when reads cannot be measured
     */
    PeerRun(
            Peer peer,
            Setting setting,
            Duration patience,
            Optional<Path> wrk,
            Findings.Column column) {
        this.peer = peer;
        this.setting = setting;
        this.patience = patience;
        this.wrk = wrk;
        this.column = column;
    }

    /** A part that can be measured whether or not the one before could. */
    @FunctionalInterface
    private interface Part {
        void measure() throws Exception;
    }

    /**
     * Starts the system, measures, and ends it.
     *
     * @throws Exception when something could not be measured; the rest has been, if it could
     */
    void measure(Path folder) throws Exception {
        long began = System.nanoTime();
        try (RunningPeer running = peer.start(folder)) {
            var arrivals = new Arrivals();
            try (SdkStream sdk = awaitStream(running, arrivals)) {
                long ready = System.nanoTime();
                column.add(Measure.START, (ready - began) / NANOS_PER_SECOND);
                column.add(
                        Measure.START_BESIDE_STORE,
                        (ready - running.storeReadyNanos()) / NANOS_PER_SECOND);
                loneChanges(running, arrivals);
                warmChanges(running, arrivals);
                sdk.requireOpen();
            }
            var parts = new ArrayList<Part>();
            parts.add(() -> fanOut(running, folder));
            wrk.ifPresent(program -> parts.add(() -> reads(running, new Wrk(program, folder))));
            parts.add(() -> memory(running));
            measureAll(parts);
            running.requireAlive();
        }
    }

    private static void measureAll(List<Part> parts) throws Exception {
        var failures = new ArrayList<Throwable>();
        for (Part part : parts) {
            try {
                part.measure();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            var failed = new IOException(failures.getFirst().getMessage());
            failures.forEach(failed::addSuppressed);
            throw failed;
        }
    }

    private SdkStream awaitStream(RunningPeer running, Arrivals arrivals)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            running.requireAlive();
            try {
                return SdkStream.open(running.stream(), arrivals);
            } catch (IOException notYet) {
                if (System.nanoTime() - until > 0) {
                    throw new IOException(
                            "no SDK could open its stream within %d s: %s"
                                    .formatted(patience.toSeconds(), notYet.getMessage()),
                            notYet);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private void loneChanges(RunningPeer running, Arrivals arrivals)
            throws IOException, InterruptedException {
        var pause = Duration.ofMillis(setting.choose(2_000, 200));
        var millis = new ArrayList<Double>();
        for (int i = 0; i < setting.choose(12, 2); i++) {
            Thread.sleep(pause);
            change(running, arrivals);
            millis.addAll(arrivals.awaitAll());
        }
        Samples samples = Samples.of(millis);
        String note = "%d changes, %d ms apart".formatted(samples.count(), pause.toMillis());
        column.add(Measure.LONE_P50, samples.median(), note);
        column.add(Measure.LONE_MAX, samples.max());
    }

    private void warmChanges(RunningPeer running, Arrivals arrivals) throws IOException {
        stream(running, arrivals, setting.choose(100, 2));
        Samples samples = Samples.of(stream(running, arrivals, setting.choose(300, 5)));
        column.add(Measure.WARM_P50, samples.median(), samples.count() + " changes");
        column.add(Measure.WARM_P99, samples.percentile(0.99));
    }

    /** Changes at a steady pace, whether or not earlier ones have arrived. */
    private List<Double> stream(RunningPeer running, Arrivals arrivals, int count)
            throws IOException {
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            change(running, arrivals);
            next += WARM_PAUSE_NANOS;
        }
        return arrivals.awaitAll();
    }

    private void change(RunningPeer running, Arrivals arrivals) throws IOException {
        int flag = nextFlag();
        arrivals.expect(flag, System.nanoTime());
        running.change(flag);
    }

    private int nextFlag() {
        return turn++ % SampleSite.FLAGS;
    }

    private void fanOut(RunningPeer running, Path folder) throws IOException, InterruptedException {
        int streams = setting.choose(1_000, 20);
        int warmUps = setting.choose(2, 1);
        StreamRequest ask = running.stream();
        var millis = new ArrayList<Double>();
        try (var crowd =
                CrowdProcess.open(
                        folder,
                        ask.server(),
                        List.of(ask.request()),
                        CrowdProcess.Events.BY_FLAG,
                        streams)) {
            for (int i = 0; i < warmUps + setting.choose(7, 1); i++) {
                int flag = nextFlag();
                long began = System.nanoTime();
                running.change(flag);
                double took = (crowd.awaitRead(flag + 1L).lastNanos() - began) / NANOS_PER_MILLI;
                if (i >= warmUps) {
                    millis.add(took);
                }
            }
        }
        column.add(Measure.FAN_OUT, Samples.of(millis).median(), "%,d streams".formatted(streams));
    }

    private void reads(RunningPeer running, Wrk load) throws IOException, InterruptedException {
        var read = running.read();
        load.run(read.target(), read.load(), setting.choose(5, 1)); // so that a compiler is done
        Wrk.Round round = load.run(read.target(), read.load(), setting.choose(5, 1));
        String note = "%,.0f bytes an answer".formatted(round.answerSize());
        column.add(Measure.READS, round.rate(), note);
        column.add(Measure.READS_P99, round.p99());
    }

    private void memory(RunningPeer running) throws IOException {
        double whole = 0;
        var parts = new ArrayList<String>();
        for (Map.Entry<String, Long> process : running.pids().entrySet()) {
            double resident = ProcessStatus.residentMebibytes(process.getValue());
            whole += resident;
            parts.add("%s %.0f".formatted(process.getKey(), resident));
        }
        column.add(Measure.MEMORY, whole, String.join(", ", parts));
    }
}
