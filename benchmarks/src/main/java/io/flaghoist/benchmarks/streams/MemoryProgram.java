package io.flaghoist.benchmarks.streams;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Target;
import io.flaghoist.benchmarks.streams.CrowdProcess.Readers;
import io.flaghoist.testkit.broker.Brokers;
import java.nio.file.Path;
import java.util.Comparator;

/** What an open stream takes of an edge's heap. */
public final class MemoryProgram implements Program {
    private static final int CLASSES_TOLD = 12;
    private static final Target WITHIN = new Target.AtMost(6 * 1024);

    @Override
    public void run(Setting setting, Report report) throws Exception {
        int streams = setting.choose(8_000, 200);
        Path folder = setting.workFolder();
        try (var broker = Brokers.startRestartable();
                var log = SampleLog.write(broker.bootstrapServers(), 100);
                var edge = EdgeProcess.start(folder, broker.bootstrapServers())) {
            report.progress("first streams, so that what exists once is there");
            try (var first =
                    CrowdProcess.open(folder, edge, Readers.SERVERS, setting.choose(500, 50))) {
                first.awaitRead(log.changeOneFlag());
            }
            HeapHistogram without = HeapHistogram.of(edge.pid());
            report.progress(streams + " streams");
            try (var crowd = CrowdProcess.open(folder, edge, Readers.SERVERS, streams)) {
                crowd.awaitRead(log.changeOneFlag());
                tell(report, streams, without, HeapHistogram.of(edge.pid()));
            }
        }
    }

    private static void tell(
            Report report, int streams, HeapHistogram without, HeapHistogram with) {
        double each = (double) (with.total() - without.total()) / streams;
        report.add(
                Figure.of("heap per open stream", each, "bytes")
                        .target(WITHIN)
                        .note(
                                "live after a full collection, %,d streams: %,d KiB, none: %,d KiB"
                                        .formatted(
                                                streams,
                                                with.total() / 1024,
                                                without.total() / 1024)));
        with.bytes().keySet().stream()
                .sorted(Comparator.comparingLong((String name) -> without.of(name) - with.of(name)))
                .limit(CLASSES_TOLD)
                .forEach(name ->
                        report.add(
                                Figure.of(
                                        "  of it " + name,
                                        (double) (with.of(name) - without.of(name)) / streams,
                                        "bytes")));
    }
}
