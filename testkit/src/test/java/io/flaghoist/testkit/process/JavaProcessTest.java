package io.flaghoist.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.flaghoist.broker.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final int port = FreePorts.next();
    private JavaCommand program = JavaCommand.of(TestProgram.class, Path.of("unused"));

    @BeforeEach
    void prepare() {
        program = JavaCommand.of(TestProgram.class, folder.resolve("logs/program.log"));
    }

    @Test
    void passes_arguments_environment_and_flags_and_captures_the_output() {
        var command =
                program.withArguments("serve", Integer.toString(port))
                        .withEnvironment("GREETING", "hello there")
                        .withJvmFlags("-Dtest.flag=set");
        try (var process = JavaProcess.start(command)) {
            assertThat(process.awaitLine("greeting", PATIENCE)).isEqualTo("greeting hello there");
            assertThat(process.awaitLine("flag", PATIENCE)).isEqualTo("flag set");
            process.awaitPort("127.0.0.1", port, PATIENCE);
            process.awaitHealthy(URI.create("http://127.0.0.1:" + port + "/health"), PATIENCE);

            assertThat(process.exitCode()).isEmpty();
            assertThat(process.stop()).isEqualTo(128 + 15);
            assertThat(process.exitCode()).hasValue(128 + 15);
            assertThat(process.output()).contains("farewell");
        }
    }

    @Test
    void kill_leaves_no_time_for_a_farewell() {
        try (var process = JavaProcess.start(serving())) {
            process.awaitPort("127.0.0.1", port, PATIENCE);
            process.kill();
            assertThat(process.isAlive()).isFalse();
            assertThat(process.exitCode()).hasValue(128 + 9);
            assertThat(process.output()).doesNotContain("farewell");
        }
    }

    @Test
    void a_frozen_process_runs_again_after_thaw_and_can_be_killed_frozen() {
        try (var process = JavaProcess.start(serving())) {
            process.awaitPort("127.0.0.1", port, PATIENCE);
            process.freeze();
            await().until(() -> state(process).equals("T"));
            assertThat(process.isAlive()).isTrue();
            process.thaw();
            process.awaitHealthy(URI.create("http://127.0.0.1:" + port), PATIENCE);
            process.freeze();
            process.kill();
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void fails_at_once_with_the_output_when_the_process_ends_before_it_is_ready() {
        try (var process = JavaProcess.start(program.withArguments("fail"))) {
            long start = System.nanoTime();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> process.awaitPort("127.0.0.1", port, Duration.ofMinutes(5)))
                    .withMessageContaining("ended with 3")
                    .withMessageContaining("the reason is told");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
            assertThat(process.awaitExit(PATIENCE)).isEqualTo(3);
        }
    }

    @Test
    void says_what_it_waited_for_when_time_is_up() {
        try (var process = JavaProcess.start(program.withArguments("silent"))) {
            process.awaitLine("flag", PATIENCE);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> process.awaitLine("ready", Duration.ofMillis(200)))
                    .withMessageContaining("a line with 'ready'")
                    .withMessageContaining("greeting null");
        }
    }

    @Test
    void a_line_counts_when_it_is_whole() throws IOException {
        Path goOn = folder.resolve("go-on");
        var command = program.withArguments("stutter", goOn.toString());
        try (var process = JavaProcess.start(command)) {
            process.await("half a line", PATIENCE, () -> process.output().contains("figures a="));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> process.awaitLine("figures", Duration.ofMillis(200)))
                    .withMessageContaining("figures a=");

            Files.createFile(goOn);

            assertThat(process.awaitLine("figures", PATIENCE)).isEqualTo("figures a=1");
        }
    }

    @Test
    void the_last_word_of_a_process_that_has_ended_counts_without_an_end_of_line() {
        try (var process = JavaProcess.start(program.withArguments("murmur"))) {
            assertThat(process.awaitLine("last", PATIENCE)).isEqualTo("last word");
            assertThat(process.awaitExit(PATIENCE)).isZero();
        }
    }

    @Test
    void sees_only_its_own_output_in_a_file_that_is_continued() throws IOException {
        try (var first =
                JavaProcess.start(
                        program.withArguments("fail").withEnvironment("GREETING", "first"))) {
            first.awaitExit(PATIENCE);
        }
        try (var second =
                JavaProcess.start(
                        program.withArguments("fail").withEnvironment("GREETING", "second"))) {
            second.awaitExit(PATIENCE);
            assertThat(second.output()).contains("second").doesNotContain("first");
            assertThat(Files.readString(second.outputFile())).contains("first", "second");
        }
    }

    @Test
    void does_not_tell_the_environment() {
        assertThat(program.withEnvironment("AUTH_SECRET", "canary").toString())
                .doesNotContain("canary");
    }

    private JavaCommand serving() {
        return program.withArguments("serve", Integer.toString(port));
    }

    /** The letter that the kernel gives: T is stopped. */
    private static String state(JavaProcess process) throws IOException {
        var status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return status.replaceFirst("^.*\\) ", "").substring(0, 1);
    }
}
