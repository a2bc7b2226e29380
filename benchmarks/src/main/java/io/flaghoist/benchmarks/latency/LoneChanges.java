package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.SampleLog;
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
    private static final Target MEDIAN = new Target.AtMost(10);
    private static final Target MAX = new Target.AtMost(25);

    private final Setting setting;
    private final Report report;
    private int turn;

    LoneChanges(Setting setting, Report report) {
        this.setting = setting;
        this.report = report;
    }

    /** Starts all services several times, and changes flags after each start. */
    void measure() throws IOException, InterruptedException {
        int starts = setting.choose(5, 1);
        var all = new ArrayList<LoneChange>();
        var medians = new ArrayList<Double>();
        var longest = new ArrayList<Double>();
        for (int start = 1; start <= starts; start++) {
            report.progress("lone changes, start %d of %d".formatted(start, starts));
            Path folder = setting.workFolder().resolve("start-" + start);
            List<LoneChange> changes = afterStart(folder);
            all.addAll(changes);
            Samples whole = Samples.of(changes.stream().map(LoneChange::whole).toList());
            medians.add(whole.median());
            longest.add(whole.max());
        }
        report.add(ofStarts("p50", medians).target(MEDIAN));
        report.add(ofStarts("max", longest).target(MAX));
        for (LoneChange.Part part : LoneChange.Part.values()) {
            Samples samples = Samples.of(all.stream().map(part::of).toList());
            report.add(
                    Figure.of(
                                    "lone changes:   %s, p50".formatted(part.words()),
                                    samples.median(),
                                    "ms")
                            .note("max %.1f".formatted(samples.max())));
        }
    }

    private static Figure ofStarts(String which, List<Double> values) {
        Samples samples = Samples.of(values);
        return Figure.of("lone changes: change to stream, " + which, samples.median(), "ms")
                .note("median of fresh starts; " + samples.spread());
    }

    private List<LoneChange> afterStart(Path folder) throws IOException, InterruptedException {
        var reads = new FlagReads();
        var log = new Station();
        try (World world = World.start(folder, List.of(SITE), reads);
                Watched sdk = Watched.open(world, SITE);
                LogReader _ = log(world, log)) {
            return changes(world, sdk, log, reads);
        }
    }

    /** The last change of a service that changed now and then, and then not for minutes. */
    void measureSilence() throws IOException, InterruptedException {
        var silence = Duration.ofSeconds(setting.choose(600, 2));
        var reads = new FlagReads();
        var log = new Station();
        try (World world = World.start(setting.workFolder(), List.of(SITE), reads);
                Watched sdk = Watched.open(world, SITE);
                LogReader _ = log(world, log)) {
            changes(world, sdk, log, reads);
            report.progress("%d s of silence".formatted(silence.toSeconds()));
            Thread.sleep(silence);
            double millis = change(world, sdk, log, reads).whole();
            String name = "one change after %d s of silence".formatted(silence.toSeconds());
            report.add(Figure.of(name, millis, "ms").target(MAX));
        }
    }

    private static LogReader log(World world, Station station) throws InterruptedException {
        return LogReader.open(world.broker().bootstrapServers(), SITE.environment(), station);
    }

    private List<LoneChange> changes(World world, Watched sdk, Station log, FlagReads reads)
            throws IOException, InterruptedException {
        var changes = new ArrayList<LoneChange>();
        for (int i = 0; i < setting.choose(12, 2); i++) {
            Thread.sleep(PAUSE);
            changes.add(change(world, sdk, log, reads));
        }
        sdk.stream().requireOpen();
        return changes;
    }

    private LoneChange change(World world, Watched sdk, Station log, FlagReads reads) {
        String flag = SampleLog.sampleName(turn++ % SITE.flags());
        long made = System.nanoTime();
        var stored =
                world.simulator()
                        .state()
                        .environment(SITE.environment().value())
                        .toggle(flag, EventDelivery.SENT);
        var change = new Sighting(flag, stored.version());
        sdk.sdk().awaitAll(List.of(change));
        log.awaitAll(List.of(change));
        FlagReads.Read read = reads.awaitFirst(flag, made);
        return new LoneChange(
                made,
                read.beganNanos(),
                read.endedNanos(),
                log.require(change),
                sdk.sdk().require(change));
    }
}
