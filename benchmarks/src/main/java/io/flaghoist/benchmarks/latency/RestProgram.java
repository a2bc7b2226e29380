package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.ProcessStatus;
import io.flaghoist.benchmarks.house.ProcessorTime;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The processor time of ingest and of an edge while nothing changes. Heartbeats are a part of it,
 * beside streams that are kept alive and lists of SDK keys that are read again.
 */
public final class RestProgram implements Program {
    private static final int FLAGS = 10;

    @Override
    public void run(Setting setting, Report report) throws Exception {
        Files.createDirectories(setting.workFolder());
        int count = setting.choose(200, 3);
        List<World.Site> sites =
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> World.Site.numbered(number, FLAGS))
                        .toList();
        report.progress("starting broker, SaaS, ingest and edge");
        long startedAt = System.nanoTime();
        try (World world = World.start(setting.workFolder(), sites)) {
            double startSeconds = (System.nanoTime() - startedAt) / 1e9;
            report.progress("warming up");
            Thread.sleep(Duration.ofSeconds(setting.choose(90, 1)));
            report.progress("measuring");
            var time = Duration.ofSeconds(setting.choose(60, 2));
            double ingest = ProcessorTime.used(world.ingest().pid());
            double edge = ProcessorTime.used(world.edge().pid());
            Thread.sleep(time);
            String of = ", %,d environments at rest".formatted(count);
            report.add(share("ingest" + of, world.ingest().pid(), ingest, time));
            report.add(share("edge" + of, world.edge().pid(), edge, time));
            long pid = world.ingest().pid();
            report.add(
                    Figure.of("ingest's threads", (double) ProcessStatus.threads(pid), "threads"));
            report.add(
                    Figure.of("ingest's memory", ProcessStatus.residentMebibytes(pid), "MiB RSS"));
            report.add(
                    Figure.of(
                            "all processes started, and all keys known to the edge",
                            startSeconds,
                            "s"));
        }
        report.remark("all that the process does in that time; heartbeats are a part of it");
    }

    private static Figure share(String what, long pid, double before, Duration time) {
        double used = ProcessorTime.used(pid) - before;
        return Figure.of(what, 100 * used / time.toSeconds(), "% of a core");
    }
}
