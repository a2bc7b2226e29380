package io.flaghoist.edge.stream;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;

import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.testkit.fixture.LogFixture;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A stream event; in the package of what it measures, which nobody else needs to see. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseCompactObjectHeaders", "-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NoticeBenchmark {
    private @Nullable EnvironmentImage before;
    private @Nullable Change change;

    /** An environment whose one flag changes. */
    @Setup
    public void prepare() {
        LogFixture log =
                LogFixture.log("8d1f2c34-0000-4000-8000-000000000001")
                        .complete()
                        .flag(flag("dark_mode"));
        before = log.image();
        change = log.flag(flag("dark_mode").on().version(2)).changes().getLast();
    }

    /** Encoding, once per change whatever the number of streams. */
    @Benchmark
    public Optional<StreamEvent> encode() {
        return StreamEvent.of(Objects.requireNonNull(before), Objects.requireNonNull(change));
    }
}
