package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.benchmarks.house.Scrape;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import io.flaghoist.simulator.state.EventDelivery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Single changes with pauses between them, on services that have just started. In production
 * changes are rare: each one finds code that the JVM has hardly compiled, or not for minutes.
 */
final class LoneChanges {
    private static final World.Site SITE = World.Site.of(100);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Target MEDIAN = new Target.AtMost(10);
    private static final Target MAX = new Target.AtMost(25);

    private final Setting setting;
    private final Report report;
    private int turn;

    LoneChanges(Setting setting, Report report) {
        this.setting = setting;
        this.report = report;
    }

    /**
     * Starts all services several times, and changes flags after each start; then once more with
     * somebody looking at the parts of the way.
     */
    void measure() throws IOException, InterruptedException {
        int starts = setting.choose(5, 1);
        var medians = new ArrayList<Double>();
        var longest = new ArrayList<Double>();
        for (int start = 1; start <= starts; start++) {
            report.progress("lone changes, start %d of %d".formatted(start, starts));
            Samples whole = afterStart(setting.workFolder().resolve("start-" + start));
            medians.add(whole.median());
            longest.add(whole.max());
        }
        report.add(ofStarts("p50", medians).target(MEDIAN));
        report.add(ofStarts("max", longest).target(MAX));
        report.progress("lone changes, part by part");
        var all = new ArrayList<LoneChange>();
        for (int start = 1; start <= setting.choose(2, 1); start++) {
            all.addAll(inParts(setting.workFolder().resolve("parts-" + start)));
        }
        for (LoneChange.Part part : LoneChange.Part.values()) {
            Samples samples = Samples.of(all.stream().map(part::of).toList());
            report.add(
                    Figure.of(
                                    "lone changes:   %s, p50".formatted(part.words()),
                                    samples.median(),
                                    "ms")
                            .note("max %.1f".formatted(samples.max())));
        }
        report.remark(
                "The parts were looked at after further starts, with one more consumer of the log");
    }

    private static Figure ofStarts(String which, List<Double> values) {
        Samples samples = Samples.of(values);
        return Figure.of("lone changes: change to stream, " + which, samples.median(), "ms")
                .note("median of fresh starts; " + samples.spread());
    }

    private Samples afterStart(Path folder) throws IOException, InterruptedException {
        try (World world = World.start(folder, List.of(SITE));
                Watched sdk = Watched.open(world, SITE)) {
            return Samples.of(changes(() -> whole(world, sdk)));
        }
    }

    private List<LoneChange> inParts(Path folder) throws IOException, InterruptedException {
        var reads = new FlagReads();
        var log = new Station();
        try (World world = World.start(folder, List.of(SITE), reads);
                Watched sdk = Watched.open(world, SITE);
                LogReader _ =
                        LogReader.open(
                                world.broker().bootstrapServers(), SITE.environment(), log)) {
            return changes(() -> part(world, sdk, log, reads));
        }
    }

    /** The last change of a service that changed now and then, and then not for minutes. */
    void measureSilence() throws IOException, InterruptedException {
        var silence = Duration.ofSeconds(setting.choose(600, 2));
        try (World world = World.start(setting.workFolder(), List.of(SITE));
                Watched sdk = Watched.open(world, SITE)) {
            changes(() -> whole(world, sdk));
            report.progress("%d s of silence".formatted(silence.toSeconds()));
            Thread.sleep(silence);
            String name = "one change after %d s of silence".formatted(silence.toSeconds());
            report.add(Figure.of(name, whole(world, sdk), "ms").target(MAX));
        }
    }

    /** What is measured of one change. */
    @FunctionalInterface
    private interface Measurement<T> {
        T make() throws IOException, InterruptedException;
    }

    private <T> List<T> changes(Measurement<T> one) throws IOException, InterruptedException {
        var changes = new ArrayList<T>();
        for (int i = 0; i < setting.choose(12, 2); i++) {
            Thread.sleep(PAUSE);
            changes.add(one.make());
        }
        return changes;
    }

    /** Milliseconds from SaaS to the SDK. */
    private double whole(World world, Watched sdk) throws IOException {
        long made = System.nanoTime();
        Sighting change = change(world);
        sdk.sdk().awaitAll(List.of(change));
        sdk.stream().requireOpen();
        return (sdk.sdk().require(change) - made) / NANOS_PER_MILLI;
    }

    private LoneChange part(World world, Watched sdk, Station log, FlagReads reads)
            throws IOException, InterruptedException {
        double before = fanOutSeconds(world);
        long made = System.nanoTime();
        Sighting change = change(world);
        sdk.sdk().awaitAll(List.of(change));
        log.awaitAll(List.of(change));
        FlagReads.Read read = reads.awaitFirst(change.flag(), made);
        return new LoneChange(
                made,
                read.beganNanos(),
                read.endedNanos(),
                log.require(change),
                (long) ((fanOutSeconds(world) - before) * NANOS_PER_SECOND),
                sdk.sdk().require(change));
    }

    private static double fanOutSeconds(World world) throws IOException, InterruptedException {
        return Scrape.of(world.edge().uri("/metrics")).sum("flaghoist_edge_fan_out_seconds_sum");
    }

    private Sighting change(World world) {
        String flag = SampleLog.sampleName(turn++ % SITE.flags());
        var stored =
                world.simulator()
                        .state()
                        .environment(SITE.environment().value())
                        .toggle(flag, EventDelivery.SENT);
        return new Sighting(flag, stored.version());
    }
}
