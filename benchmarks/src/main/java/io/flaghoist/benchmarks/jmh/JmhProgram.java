package io.flaghoist.benchmarks.jmh;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs all JMH benchmarks of this module. */
public final class JmhProgram implements Program {
    private static final Map<String, Target> TARGETS =
            Map.of("evaluation: evaluate all of 100 flags", new Target.AtMost(50));

    @Override
    public void run(Setting setting, Report report) throws IOException, RunnerException {
        var log = setting.workFolder().resolve("jmh.log");
        Files.createDirectories(setting.workFolder());
        Files.deleteIfExists(log);
        report.progress("running JMH, its output goes to " + log);
        for (RunResult result : new Runner(options(setting, log.toString())).run()) {
            report.add(figure(result));
        }
    }

    private static Options options(Setting setting, String log) {
        var options =
                new OptionsBuilder()
                        .include("io\\.flaghoist\\..*Benchmark\\..*")
                        .shouldFailOnError(true)
                        .output(log);
        if (setting.smoke()) {
            TimeValue moment = TimeValue.milliseconds(20);
            options.forks(0)
                    .warmupIterations(1)
                    .warmupTime(moment)
                    .measurementIterations(1)
                    .measurementTime(moment);
        }
        return options.build();
    }

    private static Figure figure(RunResult result) {
        var primary = result.getPrimaryResult();
        String flags = result.getParams().getParam("flags");
        String benchmark = result.getParams().getBenchmark();
        String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
        String name = method.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        String of = flags == null ? "" : " of " + flags + " flags";
        String title = subject(benchmark) + name + of;
        return new Figure(
                        title,
                        primary.getScore(),
                        unit(primary.getScoreUnit()),
                        TARGETS.get(title),
                        "")
                .note(
                        Double.isNaN(primary.getScoreError())
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "± %.3g (99.9 %%) of %d iterations, the best %.3g",
                                        primary.getScoreError(),
                                        primary.getStatistics().getN(),
                                        primary.getStatistics().getMin()));
    }

    private static String subject(String benchmark) {
        String[] parts = benchmark.split("\\.", -1);
        return parts[parts.length - 2].replace("Benchmark", "").toLowerCase(Locale.ROOT) + ": ";
    }

    private static String unit(String scoreUnit) {
        return scoreUnit.replace("/op", "");
    }
}
