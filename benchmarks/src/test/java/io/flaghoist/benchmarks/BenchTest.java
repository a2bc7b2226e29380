package io.flaghoist.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That everything runs and says its figures; how good they are is not for a test to judge. */
class BenchTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir private Path home;

    @ParameterizedTest
    @EnumSource(Question.class)
    void every_question_is_answered_in_a_smoke_run(Question question) throws Exception {
        int exitCode = run("--smoke", question.word());

        assertThat(output())
                .contains(
                        switch (question) {
                            case JMH -> "image: apply one change of 1000 flags";
                            case HTTP ->
                                    has("wrk") ? "list of 100 flags, gzip, edge" : "SKIPPED: wrk";
                            case LATENCY -> "1,000 flags: change to stream, p99";
                            case SILENCE -> "one change after 2 s of silence";
                            case REST -> "ingest, 3 environments at rest";
                            case FANOUT -> "from the write to the last reader";
                            case MEMORY -> "heap per open stream";
                            case INTAKE ->
                                    has("wrk") ? "posts of 10 entries, edge" : "SKIPPED: wrk";
                            case TARGETS -> "heap used with 20,000 targets";
                            case HISTORY -> "history --limit 50 of 2,000";
                            case PEERS -> "Flaghoist: lone changes after a start, p50";
                        });
        if (question == Question.INTAKE && has("wrk")) {
            assertThat(output())
                    .contains(
                            "read / arrived",
                            "until everything was posted",
                            "evaluations, p99 beside metrics at full speed / alone");
        }
        if (question == Question.LATENCY) {
            assertThat(output()).contains("lone changes: change to stream, max");
        }
        if (question == Question.JMH) {
            assertThat(output()).contains("evaluation: evaluate all of 100 flags");
        }
        assertThat(exitCode).as("exit code; it said:%n%s", output()).isZero();
        if ((question != Question.HTTP && question != Question.INTAKE) || has("wrk")) {
            Path kept = home.resolve("benchmarks/results").resolve(question.word() + ".jsonl");
            assertThat(Files.readString(kept)).contains("\"smoke\":true");
        }
    }

    @Test
    void an_unknown_question_is_refused_with_those_that_there_are() {
        assertThat(run("fast")).isEqualTo(2);
        assertThat(output())
                .contains("unknown benchmark 'fast'", "jmh, http, latency, silence, rest");
    }

    @Test
    void help_names_every_question() {
        assertThat(run("--help")).isZero();
        for (Question question : Question.values()) {
            assertThat(output()).contains(question.word() + " ", question.words());
        }
    }

    private int run(String... arguments) {
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Bench(home, out).run(List.of(arguments));
    }

    private String output() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static boolean has(String program) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
