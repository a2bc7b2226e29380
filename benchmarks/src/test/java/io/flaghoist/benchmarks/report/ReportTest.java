package io.flaghoist.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Machine MACHINE = new Machine(2, 4096, "Linux 6", "VM 25", "abc");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir private Path folder;

    private Report report(boolean smoke) {
        return new Report(
                "memory", MACHINE, smoke, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @Test
    void a_figure_says_whether_it_reaches_its_target() {
        Report report = report(false);
        report.add(Figure.of("heap", 5000, "bytes").target(new Target.AtMost(6144)));
        report.add(Figure.of("rate", 12, "req/s").target(new Target.AtLeast(35_000)));
        report.print();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsPattern("heap +5,000 bytes +<= 6,144 +reached")
                .containsPattern("rate +12\\.0 req/s +>= 35,000 +MISSED");
    }

    @Test
    void a_smoke_run_judges_nothing() {
        Report report = report(true);
        report.add(Figure.of("rate", 12, "req/s").target(new Target.AtLeast(35_000)));
        report.print();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("figures mean nothing")
                .doesNotContain("MISSED");
    }

    @Test
    void every_run_adds_its_figures_to_the_file_of_the_question() throws IOException {
        for (int run = 1; run <= 2; run++) {
            Report report = report(false);
            report.add(Figure.of("heap", run, "bytes").target(new Target.AtMost(6144)));
            report.append(folder);
        }
        var lines = Files.readAllLines(folder.resolve("memory.jsonl"));
        assertThat(lines).hasSize(2);
        var second = Json.read(lines.get(1).getBytes(StandardCharsets.UTF_8));
        assertThat(second.path("value").asDouble()).isEqualTo(2);
        assertThat(second.path("reached").asBoolean()).isTrue();
        assertThat(second.path("commit").asText()).isEqualTo("abc");
        assertThat(second.path("cores").asInt()).isEqualTo(2);
    }

    @Test
    void what_was_skipped_is_an_answer_and_nothing_at_all_is_none() {
        Report report = report(false);
        assertThat(report.isEmpty()).isTrue();
        report.skip("no wrk");
        assertThat(report.isEmpty()).isFalse();
    }
}
