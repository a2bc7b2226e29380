package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import io.flaghoist.testkit.broker.Brokers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Posts of metrics per second. Each is answered when it is in Kafka, a tenth of a second after it
 * came, so that it takes thousands of connections to load an edge, as it takes thousands of SDKs.
 */
public final class IntakeProgram implements Program {
    private static final int FLAGS = 100;
    private static final int ENTRIES = 10;
    private static final int CONNECTIONS = 3_000;
    private static final double ENOUGH = 20_000;

    @Override
    public void run(Setting setting, Report report) throws Exception {
        Optional<Path> wrk = Tools.find("wrk");
        if (wrk.isEmpty()) {
            report.skip("wrk is not installed (Debian: apt-get install wrk)");
            return;
        }
        Files.createDirectories(setting.workFolder());
        try (var broker = Brokers.startRestartable();
                var _ = SampleLog.write(broker.bootstrapServers(), FLAGS);
                var edge = EdgeProcess.start(setting.workFolder(), broker.bootstrapServers())) {
            measure(setting, report, new Wrk(wrk.get(), setting.workFolder()), edge);
        }
    }

    private static void measure(Setting setting, Report report, Wrk wrk, EdgeProcess edge)
            throws IOException, InterruptedException {
        Load load = load(edge);
        int connections = setting.choose(CONNECTIONS, 100);
        int seconds = setting.choose(5, 1);
        var target = edge.uri(load.path());
        wrk.run(target, load, setting.choose(15, 1), connections); // so that the compiler is done
        var rounds = new ArrayList<Wrk.Round>();
        var perSecondOfProcessor = new ArrayList<Double>();
        for (int round = 0; round < setting.choose(5, 1); round++) {
            Duration before = processorTime(edge);
            Wrk.Round measured = wrk.run(target, load, seconds, connections);
            double used = processorTime(edge).minus(before).toNanos() / 1e9;
            rounds.add(measured);
            perSecondOfProcessor.add(measured.rate() * seconds / used);
        }
        tell(report, rounds, perSecondOfProcessor);
    }

    private static Duration processorTime(EdgeProcess edge) {
        return ProcessHandle.of(edge.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("no processor time is told here"));
    }

    private static void tell(Report report, List<Wrk.Round> rounds, List<Double> perProcessor) {
        Samples rate = Samples.of(rounds.stream().map(Wrk.Round::rate).toList());
        report.add(
                Figure.of("posts of 10 entries, edge", rate.median(), "posts/s")
                        .target(new Target.AtLeast(ENOUGH))
                        .note(rate.spread()));
        report.add(
                Figure.of(
                        "posts of 10 entries, edge p99",
                        Samples.of(rounds.stream().map(Wrk.Round::p99).toList()).median(),
                        "ms"));
        Samples efficiency = Samples.of(perProcessor);
        report.add(
                Figure.of("posts per second of the edge's processor time", efficiency.median(), "")
                        .target(new Target.AtLeast(ENOUGH))
                        .note(efficiency.spread()));
        report.remark(
                "wrk (2 threads, 3,000 connections) and the broker share the cores with the edge; every answer says that the post is in Kafka");
    }

    private static Load load(EdgeProcess edge) throws IOException, InterruptedException {
        String token = edge.token(SampleLog.keys().getFirst());
        String entries =
                IntStream.range(0, ENTRIES)
                        .mapToObj(IntakeProgram::entry)
                        .collect(Collectors.joining(","));
        return Load.post(
                "/metrics/" + SampleLog.ENVIRONMENT + "?cluster=1",
                "{\"metricsData\":[" + entries + "],\"targetData\":[]}",
                "Authorization: Bearer " + token);
    }

    /** As the Java SDK sends it. */
    private static String entry(int number) {
        return """
        {"timestamp":1764000000000,"count":%d,"metricsType":"FFMETRICS","attributes":[\
        {"key":"featureName","value":"%s"},{"key":"variationIdentifier","value":"true"},\
        {"key":"target","value":"__global__cf_target"},{"key":"SDK_TYPE","value":"server"},\
        {"key":"SDK_LANGUAGE","value":"java"},{"key":"SDK_VERSION","value":"1.8.0"}]}\
        """
                .formatted(number + 1, SampleLog.sampleName(number));
    }
}
