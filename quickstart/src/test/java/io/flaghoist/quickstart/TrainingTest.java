package io.flaghoist.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;

    @Test
    void uses_everything_and_then_runs_the_command_which_is_told_where_kafka_is() {
        try (var training = training("echo \"kafka is at $KAFKA_BOOTSTRAP_SERVERS\"")) {
            assertThat(training.awaitExit(PATIENCE)).as(training::output).isZero();
            assertThat(training.output()).contains("kafka is at 127.0.0.1:");
        }
    }

    @Test
    void fails_when_the_command_does() {
        try (var training = training("exit 7")) {
            assertThat(training.awaitExit(PATIENCE)).as(training::output).isEqualTo(7);
        }
    }

    private JavaProcess training(String script) {
        List<String> options =
                List.of("--changes", "3", "--data", folder.resolve("data").toString());
        return JavaProcess.start(
                JavaCommand.of(Training.class, folder.resolve("out"))
                        .withJvmFlags("-Xmx512m", "-XX:TieredStopAtLevel=1")
                        .withArguments(
                                Stream.concat(options.stream(), Stream.of("--", "sh", "-c", script))
                                        .toArray(String[]::new)));
    }
}
