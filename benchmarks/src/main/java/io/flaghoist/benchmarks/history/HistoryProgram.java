package io.flaghoist.benchmarks.history;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.Brokers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * How long the command line takes to answer out of a long history, as a person waits for it: whole
 * processes on a real broker, with half of the launcher's heap.
 */
public final class HistoryProgram implements Program {
    private static final TopicCatalogue TOPICS = new TopicCatalogue("flaghoist");
    private static final EnvironmentId LONG =
            new EnvironmentId("7c1f2c34-0000-4000-8000-000000000001");
    private static final EnvironmentId SHORT =
            new EnvironmentId("7c1f2c34-0000-4000-8000-000000000002");

    @Override
    public void run(Setting setting, Report report) throws Exception {
        Path folder =
                Files.createTempDirectory(
                        Files.createDirectories(setting.workFolder()), "history-");
        Instant now = Instant.now();
        var many = SampleHistory.until(now, LONG, setting.choose(1_000_000, 2_000));
        var few = SampleHistory.until(now, SHORT, setting.choose(10_000, 500));
        try (var broker = Brokers.startRestartable()) {
            write(broker.bootstrapServers(), report, many, few);
            var questions = new Questions(folder, broker.bootstrapServers(), TOPICS);
            var measures = new Measures(questions, report, setting);
            measures.recentDecision(many);
            measures.rows(many);
            measures.moments(few);
            measures.distantMoments(many);
        }
        report.remark(
                "Each is a process of its own with %s, from its start to its end; broker and all beside it share the cores"
                        .formatted(ConsoleRun.HEAP));
    }

    private static void write(String bootstrapServers, Report report, SampleHistory... samples)
            throws Exception {
        try (var writer = new HistoryWriter(bootstrapServers, TOPICS)) {
            for (SampleHistory sample : samples) {
                report.progress("writing %,d changes".formatted(sample.changes()));
                writer.write(sample);
            }
        }
    }
}
