package io.flaghoist.benchmarks.targets;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Target;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a million targets take of an edge whose heap is 512 MiB: the store with its whole way from
 * record to disk, in a process of its own. There is no broker: records are made where a consumer
 * would hand them over.
 */
public final class TargetsProgram implements Program {
    private static final String MAIN = "io.flaghoist.edge.target.store.TargetLoadMain";
    private static final String HEAP = "-Xmx512m";
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Override
    public void run(Setting setting, Report report) throws Exception {
        int targets = setting.choose(1_000_000, 20_000);
        Path folder =
                Files.createTempDirectory(
                        Files.createDirectories(setting.workFolder()), "targets-");
        report.progress("%,d targets into an empty store".formatted(targets));
        var command =
                JavaCommand.of(MAIN, folder.resolve("load.log"))
                        .withJvmFlags(HEAP)
                        .withArguments(
                                folder.resolve("store").toString(), Integer.toString(targets));
        try (var process = JavaProcess.start(command)) {
            String said = process.awaitLine("figures ", PATIENCE);
            tell(report, targets, figures(said));
        }
    }

    /** {@code figures name=value name=value …}. */
    private static Map<String, Double> figures(String line) {
        return Arrays.stream(line.strip().split(" ", -1))
                .skip(1)
                .map(figure -> figure.split("=", -1))
                .collect(
                        Collectors.toMap(figure -> figure[0], figure -> Double.valueOf(figure[1])));
    }

    private static void tell(Report report, int targets, Map<String, Double> figures) {
        report.add(
                Figure.of(
                                "heap used with %,d targets".formatted(targets),
                                mib(figures, "heap"),
                                "MiB")
                        .target(new Target.AtMost(64))
                        .note("after a full collection, of " + HEAP));
        report.add(
                Figure.of("memory of the process (RSS)", mib(figures, "rss"), "MiB")
                        .target(new Target.AtMost(768))
                        .note("with the heap as far as it had grown"));
        report.add(Figure.of("size on disk", mib(figures, "disk"), "MiB"));
        report.add(Figure.of("size of the records' values", mib(figures, "values"), "MiB"));
        report.add(
                Figure.of("applied", targets / of(figures, "seconds"), "/s")
                        .note("read, checked and written in batches of 5,000, one thread"));
        report.add(Figure.of("opened again in", of(figures, "openMillis"), "ms"));
        for (String kind : new String[] {"hit", "miss"}) {
            report.add(Figure.of("look-up, " + kind + ", p50", of(figures, kind + "P50"), "µs"));
            report.add(
                    Figure.of("look-up, " + kind + ", p99", of(figures, kind + "P99"), "µs")
                            .note("100,000 at random, one thread, with reading the JSON"));
        }
    }

    private static double of(Map<String, Double> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }

    private static double mib(Map<String, Double> figures, String name) {
        return of(figures, name) / (1 << 20);
    }
}
