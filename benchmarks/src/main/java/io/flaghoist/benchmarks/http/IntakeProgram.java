package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.AggregatorProcess;
import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.ProcessorTime;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.state.Seed;
import io.flaghoist.testkit.broker.Brokers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Posts of metrics per second. Each is answered when it is in Kafka, a tenth of a second after it
 * came, so that it takes thousands of connections to load an edge, as it takes thousands of SDKs.
 * An aggregator sums and posts them meanwhile; then evaluations are read beside them.
 */
public final class IntakeProgram implements Program {
    private static final int FLAGS = 100;
    private static final int ENTRIES = 10;
    private static final int CONNECTIONS = 3_000;
    private static final double ENOUGH = 5_000;

    @Override
    public void run(Setting setting, Report report) throws Exception {
        Optional<Path> wrk = InstalledPrograms.find("wrk");
        if (wrk.isEmpty()) {
            report.skip("wrk is not installed (Debian: apt-get install wrk)");
            return;
        }
        Files.createDirectories(setting.workFolder());
        try (var broker = Brokers.startRestartable();
                var _ = SampleLog.write(broker.bootstrapServers(), FLAGS);
                var saas = saas();
                var aggregator =
                        AggregatorProcess.start(
                                setting.workFolder(),
                                broker.bootstrapServers(),
                                saas,
                                SampleLog.keys().getFirst());
                var edge = EdgeProcess.start(setting.workFolder(), broker.bootstrapServers())) {
            var intake =
                    new IntakeLoad(
                            new Wrk(wrk.get(), setting.workFolder()),
                            edge,
                            load(edge),
                            setting.choose(CONNECTIONS, 100));
            intake.run(setting.choose(30, 1)); // so that the compiler is done
            var drain = new Drain(edge, aggregator);
            tell(report, rounds(setting, intake), "");
            if (ProcessorTime.canConfine()) {
                onOneCore(setting, report, edge, intake);
            }
            drain.tell(report, setting);
            new EvaluationsUnderLoad(setting, edge, intake).tell(report);
        }
        report.remark(
                "wrk (2 threads, 3,000 connections), broker and aggregator share the cores with the edge; every answer says that the post is in Kafka");
    }

    /** The edge has the first core, everybody else shares the others. */
    private static void onOneCore(
            Setting setting, Report report, EdgeProcess edge, IntakeLoad intake)
            throws IOException, InterruptedException {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        List<Long> others =
                Stream.concat(
                                Stream.of(ProcessHandle.current()),
                                ProcessHandle.current().descendants())
                        .map(ProcessHandle::pid)
                        .filter(pid -> pid != edge.pid())
                        .toList();
        confine(others, "1-" + last);
        ProcessorTime.confine(edge.pid(), "0");
        tell(report, rounds(setting, intake), " on one core of its own (taskset)");
        ProcessorTime.confine(edge.pid(), "0-" + last);
        confine(others, "0-" + last);
    }

    private static void confine(List<Long> processes, String cores)
            throws IOException, InterruptedException {
        for (long process : processes) {
            ProcessorTime.confine(process, cores);
        }
    }

    private static List<IntakeLoad.Round> rounds(Setting setting, IntakeLoad intake)
            throws IOException, InterruptedException {
        var rounds = new ArrayList<IntakeLoad.Round>();
        for (int round = 0; round < setting.choose(5, 1); round++) {
            rounds.add(intake.run(setting.choose(5, 1)));
        }
        return rounds;
    }

    private static void tell(Report report, List<IntakeLoad.Round> rounds, String how) {
        Samples rate = Samples.of(rounds.stream().map(IntakeLoad.Round::rate).toList());
        report.add(
                Figure.of("posts of 10 entries, edge" + how, rate.median(), "posts/s")
                        .target(new Target.AtLeast(ENOUGH))
                        .note(rate.spread()));
        report.add(
                Figure.of(
                        "posts of 10 entries, edge p99" + how,
                        Samples.of(rounds.stream().map(IntakeLoad.Round::p99).toList()).median(),
                        "ms"));
        Samples efficiency =
                Samples.of(rounds.stream().map(IntakeLoad.Round::perProcessorSecond).toList());
        report.add(
                Figure.of(
                                "posts per second of the edge's processor time" + how,
                                efficiency.median(),
                                "")
                        .target(new Target.AtLeast(ENOUGH))
                        .note(efficiency.spread()));
    }

    private static Simulator saas() throws IOException {
        var json = Json.object();
        var environment = json.putArray("environments").addObject();
        environment.put("id", SampleLog.ENVIRONMENT.value());
        environment.put("environmentIdentifier", "intake");
        environment.put("orgIdentifier", "bench");
        environment.put("accountIdentifier", "bench");
        environment
                .putArray("apiKeys")
                .addObject()
                .put("identifier", "server")
                .put("name", "Server")
                .put("type", "server")
                .put("key", SampleLog.keys().getFirst());
        var saas = new Simulator(SimulatorSettings.defaults().withPort(0).withSeed(Seed.of(json)));
        saas.start();
        return saas;
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
