package io.flaghoist.benchmarks.history;

import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

/** Turns questions into figures: medians of several processes. */
final class Measures {
    private static final Target HISTORY_WITHIN = new Target.AtMost(2);
    private static final Target REBUILT_WITHIN = new Target.AtMost(1);
    private static final String LIMIT = "50";

    private final Questions questions;
    private final Report report;
    private final int rounds;
    private final boolean smoke;
    private final Random dice = new Random(42);

    Measures(Questions questions, Report report, Setting setting) {
        this.questions = questions;
        this.report = report;
        this.rounds = setting.choose(7, 1);
        this.smoke = setting.smoke();
    }

    /** What somebody got a short while ago, while the end of the log is still about now. */
    void recentDecision(SampleHistory log) throws Exception {
        String name = "evaluate --at '10m ago' of %,d".formatted(log.changes());
        List<ConsoleRun> runs =
                repeat(
                        rounds,
                        name,
                        () ->
                                questions.ask(
                                        log,
                                        "evaluate",
                                        "--no-cache",
                                        "--flag",
                                        SampleHistory.OFTEN,
                                        "--target",
                                        "ann",
                                        "--at",
                                        "10m ago"));
        tell(Figure.of(name, seconds(runs).median(), "s"), runs);
    }

    /** Rows from the ends and from the middle. */
    void rows(SampleHistory log) throws Exception {
        rows(log, "");
        rows(log, " --reverse", "--reverse");
        String middle = log.observedAt(log.changes() / 2).toString();
        rows(log, " --until the middle", "--until", middle);
        rows(log, " --flag (every 10th change)", "--flag", SampleHistory.OFTEN);
        if (!smoke) {
            neverChanged(log);
        }
    }

    private void rows(SampleHistory log, String words, String... options) throws Exception {
        String name = "history --limit %s%s of %,d".formatted(LIMIT, words, log.changes());
        var arguments = new ArrayList<>(List.of("--limit", LIMIT));
        arguments.addAll(List.of(options));
        List<ConsoleRun> runs =
                repeat(rounds, name, () -> history(log, Integer.parseInt(LIMIT), arguments));
        tell(Figure.of(name, seconds(runs).median(), "s").target(HISTORY_WITHIN), runs);
    }

    /** The whole history is gone through for one row; nothing else can know. */
    private void neverChanged(SampleHistory log) throws Exception {
        String name = "history --flag (never changed) of %,d".formatted(log.changes());
        List<ConsoleRun> runs =
                repeat(1, name, () -> history(log, 1, List.of("--flag", SampleHistory.NEVER)));
        tell(Figure.of(name, seconds(runs).median(), "s"), runs);
    }

    private ConsoleRun history(SampleHistory log, int rows, List<String> options) throws Exception {
        ConsoleRun run = questions.ask(log, "history", options.toArray(String[]::new));
        long told = run.lines().stream().filter(line -> line.matches("[0-9]+ .*")).count();
        if (told != rows) {
            throw new IllegalStateException("%d rows instead of %d".formatted(told, rows));
        }
        return run;
    }

    /** Moments of a history that is short enough to be gone through. */
    void moments(SampleHistory log) throws Exception {
        String name = "rebuilding a moment of %,d".formatted(log.changes());
        report.progress(name);
        var first = new ArrayList<Double>();
        var further = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) {
            List<Double> seconds = questions.rebuild(log, moments(log, 1 + rounds));
            first.add(seconds.getFirst());
            further.addAll(seconds.subList(1, seconds.size()));
        }
        tell(name + ", first of a process", Samples.of(first));
        tell(name + ", further ones", Samples.of(further));
        String whole = "state --at (any) --no-cache of %,d".formatted(log.changes());
        List<ConsoleRun> runs =
                repeat(rounds, whole, () -> state(log, moments(log, 1).getFirst(), "--no-cache"));
        tell(Figure.of(whole, seconds(runs).median(), "s"), runs);
    }

    private void tell(String name, Samples seconds) {
        report.add(
                Figure.of(name, seconds.median(), "s")
                        .target(REBUILT_WITHIN)
                        .note(
                                "median; %s; without a cache, process and log begun before"
                                        .formatted(seconds.spread())));
    }

    /** Moments of a history that is better not gone through twice. */
    void distantMoments(SampleHistory log) throws Exception {
        String of = " of %,d".formatted(log.changes());
        long middle = log.changes() / 2L;
        Path cache = questions.folder().resolve("cache");
        state("state near the end" + of, rounds, log, log.changes() - 500L, "--no-cache");
        state("state in the middle, cold" + of, 1, log, middle, "--cache", cache.toString());
        state("the same again" + of, rounds, log, middle, "--cache", cache.toString());
        state(
                "a near moment, by the kept states" + of,
                rounds,
                log,
                middle - middle / 100 - 321,
                "--cache",
                cache.toString());
    }

    private void state(String name, int times, SampleHistory log, long revision, String... options)
            throws Exception {
        List<ConsoleRun> runs = repeat(times, name, () -> state(log, revision, options));
        tell(Figure.of(name, seconds(runs).median(), "s"), runs);
    }

    private ConsoleRun state(SampleHistory log, long revision, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("--at", Long.toString(revision)));
        arguments.addAll(List.of(options));
        ConsoleRun run = questions.ask(log, "state", arguments.toArray(String[]::new));
        String head = run.lines().getFirst();
        if (!head.contains(" at revision " + revision + ":")) {
            throw new IllegalStateException("asked for " + revision + ", told: " + head);
        }
        return run;
    }

    private List<Long> moments(SampleHistory log, int count) {
        return LongStream.generate(() -> 1 + dice.nextInt(log.changes()))
                .limit(count)
                .boxed()
                .toList();
    }

    private List<ConsoleRun> repeat(int times, String name, Callable<ConsoleRun> question)
            throws Exception {
        report.progress(name);
        var runs = new ArrayList<ConsoleRun>();
        for (int i = 0; i < times; i++) {
            runs.add(question.call());
        }
        return runs;
    }

    private static Samples seconds(List<ConsoleRun> runs) {
        return Samples.of(runs.stream().map(ConsoleRun::seconds).toList());
    }

    private void tell(Figure figure, List<ConsoleRun> runs) {
        double processor =
                Samples.of(runs.stream().map(ConsoleRun::processorSeconds).toList()).median();
        double memory = Samples.of(runs.stream().map(ConsoleRun::maxRssMib).toList()).max();
        report.add(
                figure.note(
                        "median; %s; %.2f s of processor, at most %.0f MiB RSS"
                                .formatted(seconds(runs).spread(), processor, memory)));
    }
}
