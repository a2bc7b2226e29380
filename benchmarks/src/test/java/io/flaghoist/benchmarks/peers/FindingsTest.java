package io.flaghoist.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.benchmarks.report.Machine;
import io.flaghoist.benchmarks.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FindingsTest {
    @Test
    void systems_stand_side_by_side_with_the_medians_of_their_starts() {
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        var report = new Report("peers", new Machine(2, 0, "", "", ""), false, out);
        var findings = new Findings();
        var one = findings.column("one");
        var other = findings.column("other");
        one.add(Measure.LONE_P50, 9);
        one.add(Measure.LONE_P50, 4);
        one.add(Measure.LONE_P50, 5);
        other.add(Measure.LONE_P50, 70);
        one.add(Measure.READS, 1_234, "80 bytes an answer");

        findings.tell(report);
        report.print();

        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsPattern("\n +one +other\n")
                .containsPattern("lone changes after a start, p50 +5\\.00 +70\\.0 ms\n")
                .containsPattern("reads of all flags +1,234 +- req/s\n")
                .contains("1,234 to 1,234 of 1; 80 bytes an answer");
    }
}
