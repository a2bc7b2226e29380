package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report();

    @Test
    void every_text_begins_with_an_outcome() throws Exception {
        var texts = new Properties();
        try (var file =
                new InputStreamReader(
                        Report.class.getResourceAsStream("checks.properties"),
                        StandardCharsets.UTF_8)) {
            texts.load(file);
        }

        for (String key : texts.stringPropertyNames()) {
            if (!key.startsWith("text.") && !key.endsWith(".advice")) {
                int dot = key.indexOf('.');
                report.add(key.substring(0, dot), key.substring(dot + 1), "subject");
            }
        }

        assertThat(report.checks()).hasSizeGreaterThan(150);
        assertThat(report.checks())
                .filteredOn(it -> it.outcome() == Outcome.OK)
                .allSatisfy(it -> assertThat(it.advice()).isEmpty());
        assertThat(report.checks())
                .filteredOn(it -> it.outcome() == Outcome.WRONG || it.outcome() == Outcome.WARNING)
                .filteredOn(it -> !it.name().equals("any"))
                .allSatisfy(it -> assertThat(it.advice().isEmpty()).as("%s", it).isFalse());
    }

    @Test
    void a_state_without_a_text_of_its_own_has_that_of_all_others() {
        report.add("edge-auth", 418, "edge", Map.of("status", 418, "via", ""));

        assertThat(report.checks().getFirst().finding()).contains("answered with 418");
    }

    @Test
    void a_check_that_fails_is_a_result() {
        report.attempt(
                "cluster",
                "c",
                () -> {
                    throw new IllegalStateException("secret");
                });

        assertThat(report.checks().getFirst().outcome()).isEqualTo(Outcome.WRONG);
        assertThat(report.checks().getFirst().toString())
                .contains("The check itself failed: IllegalStateException at ")
                .doesNotContain("secret");
    }
}
