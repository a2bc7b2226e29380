package io.flaghoist.benchmarks.jmh;

import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.fixture.LogFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a decision costs, and what it costs to be ready for one ({@link SampleRollouts}). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseCompactObjectHeaders", "-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EvaluationBenchmark {
    @Param("100")
    int flags;

    private @Nullable EnvironmentImage image;
    private @Nullable Evaluator evaluator;
    private List<EnvironmentImage> changed = List.of();
    private final Target wire = SampleRollouts.target();
    private final EvaluationTarget target = EvaluationTarget.of(wire);
    private int turn;

    /** Fills an environment, and prepares each flag's change. */
    @Setup
    public void fill() {
        LogFixture log = SampleRollouts.log(flags);
        EnvironmentImage full = log.image();
        var images = new ArrayList<EnvironmentImage>();
        for (int i = 0; i < flags; i++) {
            images.add(
                    SampleRollouts.log(flags)
                            .flag(SampleRollouts.sample(i).off().version(2))
                            .delta(full)
                            .apply());
        }
        image = full;
        evaluator = Evaluator.of(full);
        changed = images;
    }

    private int next() {
        turn = turn + 1 == flags ? 0 : turn + 1;
        return turn;
    }

    private Evaluator evaluator() {
        return Objects.requireNonNull(evaluator);
    }

    /** As for a list of evaluations: the target's own preparation included. */
    @Benchmark
    public void evaluateAll(Blackhole results) {
        evaluator().evaluateAll(EvaluationTarget.of(wire), results::consume);
    }

    /** The flags in turns. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Evaluation evaluateOne() {
        return evaluator().evaluate(SampleRollouts.name(next()), target);
    }

    /** With the whole way, as JSON. */
    @Benchmark
    public byte[] explainOne() {
        return evaluator().explain(SampleRollouts.name(next()), target).json();
    }

    /** From the documents of an image, as when an edge has started. */
    @Benchmark
    public Evaluator compile() {
        return Evaluator.of(Objects.requireNonNull(image));
    }

    /** One flag has changed since. */
    @Benchmark
    public Evaluator nextAfterOneChange() {
        return evaluator().next(changed.get(next()));
    }
}
