package io.flaghoist.benchmarks.streams;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import io.flaghoist.benchmarks.streams.CrowdProcess.Readers;
import io.flaghoist.testkit.broker.Brokers;
import java.util.ArrayList;

/** How long it takes until the last of many streams has read one event. */
public final class FanOutProgram implements Program {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Target WITHIN = new Target.AtMost(250);

    @Override
    public void run(Setting setting, Report report) throws Exception {
        try (var broker = Brokers.startRestartable();
                var log = SampleLog.write(broker.bootstrapServers(), 100);
                var edge = EdgeProcess.start(setting.workFolder(), broker.bootstrapServers())) {
            measure(setting, report, log, edge, Readers.SERVERS, setting.choose(1_000, 50));
            int many = setting.choose(8_000, 200);
            measure(setting, report, log, edge, Readers.SERVERS, many);
            measure(setting, report, log, edge, Readers.BROWSERS, many);
        }
        report.remark(
                "Browsers' events carry what the flag is for their target: each would else be followed by a request");
        report.remark(
                "The readers (one process, one thread) share the cores with the edge; the time to write into the log is part of 'from the write'");
    }

    private static void measure(
            Setting setting,
            Report report,
            SampleLog log,
            EdgeProcess edge,
            Readers readers,
            int streams)
            throws Exception {
        String who = "%,d %s".formatted(streams, readers.words());
        report.progress(who);
        var fromWrite = new ArrayList<Double>();
        var fromFirst = new ArrayList<Double>();
        int warmUps = setting.choose(10, 1);
        try (var crowd = CrowdProcess.open(setting.workFolder(), edge, readers, streams)) {
            for (int i = 0; i < warmUps + setting.choose(21, 2); i++) {
                long began = System.nanoTime();
                var read = crowd.awaitRead(log.changeOneFlag());
                if (i >= warmUps) {
                    fromWrite.add((read.lastNanos() - began) / NANOS_PER_MILLI);
                    fromFirst.add((read.lastNanos() - read.firstNanos()) / NANOS_PER_MILLI);
                }
            }
        }
        Samples whole = Samples.of(fromWrite);
        report.add(
                Figure.of(who + ": from the write to the last reader", whole.median(), "ms")
                        .target(WITHIN)
                        .note("median; " + whole.spread()));
        Samples spread = Samples.of(fromFirst);
        report.add(
                Figure.of(who + ": from the first reader to the last", spread.median(), "ms")
                        .note("median; " + spread.spread()));
    }
}
