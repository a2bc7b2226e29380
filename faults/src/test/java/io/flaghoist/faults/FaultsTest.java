package io.flaghoist.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void a_run_takes_a_quarter_of_an_hour_and_a_seed_of_its_own_unless_told() {
        var options = Faults.Options.of(List.of("--honesty"));

        assertThat(options.length()).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.seed()).isPositive();
    }

    @Test
    void length_and_seed_can_be_told() {
        assertThat(Faults.Options.of(List.of("--honesty", "--minutes", "0.5", "--seed", "-7")))
                .isEqualTo(new Faults.Options(Duration.ofSeconds(30), -7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--seed 7",
                "--honesty --seed",
                "--honesty --seed x",
                "--honesty --minutes 0",
                "--honesty --minutes NaN",
                "--honesty --minutes 1441",
                "--honesty --quick"
            })
    void wrong_arguments_are_refused_with_2(String arguments) throws Exception {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("./flaghoist faults --help");
    }

    @Test
    void help_says_what_fails() throws Exception {
        assertThat(run("--help")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("a + 2 seconds");
    }

    private int run(String arguments) throws Exception {
        var args = Arrays.stream(arguments.split(" ", -1)).filter(it -> !it.isEmpty()).toList();
        return new Faults(new PrintStream(said, true, StandardCharsets.UTF_8)).run(args);
    }
}
