package io.flaghoist.benchmarks;

import io.flaghoist.benchmarks.house.Profile;
import io.flaghoist.benchmarks.report.Machine;
import io.flaghoist.benchmarks.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All benchmarks: {@code ./flaghoist bench}. */
public final class Bench {
    private final Path home;
    private final PrintStream out;

    Bench(Path home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    /** Exit codes: 0 when all ran, 1 when one failed, 2 for wrong arguments. */
    public static void main(String[] args) {
        Path home = Path.of(System.getProperty("flaghoist.home", ".")).toAbsolutePath().normalize();
        System.exit(new Bench(home, System.out).run(Arrays.asList(args)));
    }

    int run(List<String> args) {
        if (args.contains("--help")) {
            help();
            return 0;
        }
        boolean smoke = args.contains("--smoke");
        if (args.contains("--profile")) {
            System.setProperty(Profile.PROPERTY, "true");
        }
        Set<Question> questions = EnumSet.noneOf(Question.class);
        try {
            args.stream()
                    .filter(arg -> !arg.equals("--smoke") && !arg.equals("--profile"))
                    .map(Question::of)
                    .forEach(questions::add);
        } catch (IllegalArgumentException e) {
            out.println("bench: " + e.getMessage());
            return 2;
        }
        return measure(questions.isEmpty() ? EnumSet.allOf(Question.class) : questions, smoke);
    }

    private int measure(Set<Question> questions, boolean smoke) {
        Machine machine = Machine.here(home);
        out.printf(
                "%d cores, %,d MiB, %s, %s, commit %s, load average %s%n",
                machine.cores(),
                machine.memoryMib(),
                machine.kernel(),
                machine.jdk(),
                machine.commit(),
                Machine.load());
        var failed = new ArrayList<String>();
        for (Question question : questions) {
            out.printf("%n%s: %s%n", question.word(), question.words());
            if (!measure(question, machine, smoke)) {
                failed.add(question.word());
            }
        }
        if (!failed.isEmpty()) {
            out.println("\nFAILED: " + String.join(", ", failed));
        }
        return failed.isEmpty() ? 0 : 1;
    }

    private boolean measure(Question question, Machine machine, boolean smoke) {
        var report = new Report(question.word(), machine, smoke, out);
        Path folder = home.resolve("benchmarks/target/bench").resolve(question.word());
        try {
            question.program().run(new Setting(smoke, folder), report);
            report.print();
            report.append(home.resolve("benchmarks/results"));
            return !report.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception | AssertionError e) { // the other questions can still be answered
            report.print();
            out.println("  failed: " + e);
            e.printStackTrace(out);
            return false;
        }
    }

    private void help() {
        out.println(
                """
                usage: ./flaghoist bench [--smoke] [--profile] [question ...]

                Without a question, all are measured one after the other (about 45 minutes):
                """);
        for (Question question : Question.values()) {
            out.printf("  %-8s %s%n", question.word(), question.words());
        }
        out.println(
                """

                  --smoke    show in a few seconds each that everything runs; the figures mean nothing
                  --profile  let Flight Recorder record the services, into
                             benchmarks/target/bench/<question>/<service>/profile.jfr

                Figures are printed and appended to benchmarks/results/. See benchmarks/README.md.
                """);
    }
}
