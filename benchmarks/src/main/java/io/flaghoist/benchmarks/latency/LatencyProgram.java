package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * From a change in SaaS to the bytes at an SDK's stream, through real services: many changes at 100
 * and at 1,000 flags in turns; once more with readers at the stations between; then lone changes on
 * services that were just started.
 */
public final class LatencyProgram implements Program {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Target MEDIAN = new Target.AtMost(10);
    private static final Target P99 = new Target.AtMost(40);

    @Override
    public void run(Setting setting, Report report) throws Exception {
        Files.createDirectories(setting.workFolder());
        World.Site small = World.Site.of(100);
        World.Site large = World.Site.of(1_000);
        report.progress("starting broker, SaaS, ingest and edge");
        try (World world = World.start(setting.workFolder(), List.of(small, large));
                var atSmall = Watched.open(world, small);
                var atLarge = Watched.open(world, large)) {
            var changes = new Changes(world.simulator().state(), List.of(atSmall, atLarge));
            report.progress("warming up");
            changes.make(setting.choose(400, 10));
            whole(setting, report, changes);
            stations(setting, report, world, changes);
        }
        // Last: what these starts leave in this JVM, SaaS's and the SDKs', delays the warm stream
        // by a millisecond.
        new LoneChanges(setting, report).measure();
        report.remark(
                "20 changes a second, 10 in each environment; one stream per environment; all processes share the cores");
    }

    private static void whole(Setting setting, Report report, Changes changes) throws IOException {
        report.progress("measuring");
        List<Changes.Made> made = changes.make(setting.choose(1_000, 10));
        for (Watched at : changes.watched()) {
            Samples samples = spans(made, at, Changes.Made::nanos, at.sdk());
            String of = "%,d flags: change to stream, ".formatted(at.site().flags());
            String count = "%,d changes".formatted(samples.count());
            report.add(Figure.of(of + "p50", samples.median(), "ms").target(MEDIAN).note(count));
            report.add(
                    Figure.of(of + "p99", samples.percentile(0.99), "ms")
                            .target(P99)
                            .note("max %.1f".formatted(samples.max())));
        }
    }

    private static void stations(Setting setting, Report report, World world, Changes changes)
            throws IOException, InterruptedException {
        report.progress("measuring the stations between");
        List<Watched> watched = changes.watched();
        try (var first = Stations.open(world, watched.get(0).site());
                var second = Stations.open(world, watched.get(1).site())) {
            changes.make(setting.choose(50, 2));
            List<Changes.Made> made = changes.make(setting.choose(300, 10));
            stations(report, made, watched.get(0), first);
            stations(report, made, watched.get(1), second);
        }
        report.remark(
                "The stations were looked at in further changes, by two more streams and two more consumers");
    }

    private static void stations(
            Report report, List<Changes.Made> made, Watched at, Stations between) {
        List<Sighting> here = Changes.of(made, at.site());
        between.saas().awaitAll(here);
        between.log().awaitAll(here);
        ToLongFunction<Changes.Made> inSaas = it -> between.saas().require(it.change());
        ToLongFunction<Changes.Made> inLog = it -> between.log().require(it.change());
        part(
                report,
                at,
                "change to SaaS's own stream",
                spans(made, at, Changes.Made::nanos, between.saas()));
        part(report, at, "SaaS's stream to the log", spans(made, at, inSaas, between.log()));
        part(report, at, "log to the SDK's stream", spans(made, at, inLog, at.sdk()));
    }

    private static void part(Report report, Watched at, String name, Samples samples) {
        report.add(
                Figure.of(
                                "%,d flags:   %s, p50".formatted(at.site().flags(), name),
                                samples.median(),
                                "ms")
                        .note("p99 %.1f".formatted(samples.percentile(0.99))));
    }

    private static Samples spans(
            List<Changes.Made> made, Watched at, ToLongFunction<Changes.Made> from, Station to) {
        return Samples.of(
                made.stream()
                        .filter(it -> it.site().equals(at.site()))
                        .map(it ->
                                (to.require(it.change()) - from.applyAsLong(it)) / NANOS_PER_MILLI)
                        .toList());
    }
}
