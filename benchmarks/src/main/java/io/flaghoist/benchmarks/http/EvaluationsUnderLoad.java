package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import io.flaghoist.benchmarks.report.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What evaluations take while something else happens, each kind in turns. For one thread.
 *
 * <p>The cores are shared by everybody, so that metrics leave evaluations less of them whoever
 * serves these. How much of that is the edge's doing shows beside cores that are kept busy with
 * nothing. At full speed all posts of a group come back together, when it is answered; an
 * evaluation then waits behind them. SDKs, with timers of their own, come spread over time.
 */
final class EvaluationsUnderLoad {
    private final Setting setting;
    private final IntakeLoad intake;
    private final PacedReads reads;

    /** What happens beside. */
    private enum Kind {
        NOTHING("alone"),
        SOME_METRICS("beside 500 posts/s"),
        ALL_METRICS("beside metrics at full speed"),
        BUSY_CORES("beside busy cores, no metrics");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private record Round(Samples millis, double posts) {}

    private interface Posting {
        IntakeLoad.Round run(int seconds) throws IOException, InterruptedException;
    }

    EvaluationsUnderLoad(Setting setting, EdgeProcess edge, IntakeLoad intake)
            throws IOException, InterruptedException {
        this.setting = setting;
        this.intake = intake;
        String path =
                "/client/env/%s/target/ann/evaluations?cluster=1".formatted(SampleLog.ENVIRONMENT);
        String bearer = "Authorization: Bearer " + edge.token(SampleLog.keys().getFirst());
        this.reads = new PacedReads(edge.uri(path), Load.get(path, bearer));
    }

    void tell(Report report) throws IOException, InterruptedException {
        var rounds = new EnumMap<Kind, List<Round>>(Kind.class);
        reads.run(Duration.ofSeconds(setting.choose(10, 1))); // so that the compiler is done
        for (int round = 0; round < setting.choose(5, 1); round++) {
            for (Kind kind : Kind.values()) {
                rounds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(round(kind));
            }
        }
        double alone = p99(rounds, Kind.NOTHING).median();
        for (Map.Entry<Kind, List<Round>> entry : rounds.entrySet()) {
            Kind kind = entry.getKey();
            Samples p99 = p99(rounds, kind);
            double posts =
                    Samples.of(entry.getValue().stream().map(Round::posts).toList()).median();
            report.add(
                    Figure.of(
                            "evaluations, p50 " + kind.words,
                            percentile(entry.getValue(), 0.5).median(),
                            "ms"));
            report.add(
                    Figure.of("evaluations, p99 " + kind.words, p99.median(), "ms")
                            .note(
                                    "%s; %d reads/s, %,.0f posts/s"
                                            .formatted(
                                                    p99.spread(), PacedReads.perSecond(), posts)));
        }
        double busy = p99(rounds, Kind.BUSY_CORES).median();
        ratio(report, Kind.SOME_METRICS, rounds, alone, "alone", true);
        ratio(report, Kind.SOME_METRICS, rounds, busy, "beside busy cores", false);
        ratio(report, Kind.ALL_METRICS, rounds, alone, "alone", false);
        ratio(report, Kind.ALL_METRICS, rounds, busy, "beside busy cores", false);
    }

    private static void ratio(
            Report report,
            Kind kind,
            Map<Kind, List<Round>> rounds,
            double than,
            String words,
            boolean promised) {
        var figure =
                Figure.of(
                        "evaluations, p99 %s / %s".formatted(kind.words, words),
                        p99(rounds, kind).median() / than,
                        "");
        report.add(promised ? figure.target(new Target.AtMost(2)) : figure);
    }

    private static Samples p99(Map<Kind, List<Round>> rounds, Kind kind) {
        return percentile(rounds.getOrDefault(kind, List.of()), 0.99);
    }

    private static Samples percentile(List<Round> rounds, double share) {
        return Samples.of(rounds.stream().map(round -> round.millis().percentile(share)).toList());
    }

    private Round round(Kind kind) throws IOException, InterruptedException {
        return switch (kind) {
            case NOTHING -> new Round(reads.run(time()), 0);
            case SOME_METRICS -> besideMetrics(intake::runSpread);
            case ALL_METRICS -> besideMetrics(intake::run);
            case BUSY_CORES -> besideBusyCores();
        };
    }

    private Duration time() {
        return Duration.ofSeconds(setting.choose(4, 1));
    }

    /** The load begins a second before and ends a second after. */
    private Round besideMetrics(Posting posting) throws IOException, InterruptedException {
        var millis = new ArrayList<Samples>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                Thread.sleep(1_000);
                                millis.add(reads.run(time()));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        IntakeLoad.Round posts = posting.run((int) time().toSeconds() + 2);
        reader.join();
        return new Round(millis.getFirst(), posts.rate());
    }

    private Round besideBusyCores() throws InterruptedException {
        var ended = new AtomicBoolean();
        var burning = new ArrayList<Thread>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            burning.add(
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                while (!ended.get()) {
                                    Thread.onSpinWait();
                                }
                            }));
        }
        Samples millis = reads.run(time());
        ended.set(true);
        for (Thread thread : burning) {
            thread.join();
        }
        return new Round(millis, 0);
    }
}
