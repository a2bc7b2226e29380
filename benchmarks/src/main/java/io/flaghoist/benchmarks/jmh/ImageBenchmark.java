package io.flaghoist.benchmarks.jmh;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.image.Body;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.LogRecord;
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

/**
 * One change to an environment that has served its list before, so that what an image shares with
 * the one before it is there to share. The flags take turns; each change is made to the same image.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseCompactObjectHeaders", "-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ImageBenchmark {
    /** Brings a flag to half a kilobyte: 100 of them are the 50 KB that the load drivers read. */
    private static final int PADDING = 130;

    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";

    @Param({"100", "1000"})
    int flags;

    private @Nullable EnvironmentImage image;
    private List<Change> changes = List.of();
    private List<LogRecord> records = List.of();
    private int turn;

    /** Fills an environment and makes it serve its list once. */
    @Setup
    public void fill() {
        LogFixture log = LogFixture.log(ENVIRONMENT).serverKey("a-server-key").complete();
        for (int i = 0; i < flags; i++) {
            log.flag(flag(name(i)).padded(PADDING));
        }
        EnvironmentImage full = log.image();
        Objects.requireNonNull(full.flagList().gzip());
        image = full;
        prepareChanges(full);
    }

    private void prepareChanges(EnvironmentImage full) {
        var prepared = new ArrayList<Change>();
        var encoded = new ArrayList<LogRecord>();
        for (int i = 0; i < flags; i++) {
            FlagDocument changed = flag(name(i)).on().version(2).padded(PADDING).document();
            var change = new Change.Saved(new Position(1, full.revision() + 1), 0, changed);
            prepared.add(change);
            encoded.add(ConfigCodec.encode(full.environment(), ChangeKind.REPLACED, change));
        }
        changes = prepared;
        records = encoded;
    }

    private static String name(int number) {
        return "flag_%04d".formatted(number);
    }

    private int next() {
        turn = turn + 1 == flags ? 0 : turn + 1;
        return turn;
    }

    private EnvironmentImage image() {
        return Objects.requireNonNull(image);
    }

    private EnvironmentImage after(Change change) {
        var delta = new EnvironmentDelta(image());
        delta.replay(change);
        return delta.apply();
    }

    /** The change is decoded already: what the image costs. */
    @Benchmark
    public EnvironmentImage applyOneChange() {
        return after(changes.get(next()));
    }

    /** From the bytes of the Kafka record: what the follower's thread does for each change. */
    @Benchmark
    public EnvironmentImage decodeAndApplyOneChange() {
        EnvironmentImage base = image();
        Decoded decoded = ConfigCodec.decode(base.environment(), records.get(next()), 0);
        return switch (decoded) {
            case Decoded.Understood(var change) -> after(change);
            case Decoded.Unreadable(var reason) -> throw new IllegalStateException(reason);
        };
    }

    /** With the first list that an SDK asks for afterwards, which has to be compressed. */
    @Benchmark
    public byte @Nullable [] applyOneChangeAndFirstGzipList() {
        return after(changes.get(next())).flagList().gzip();
    }

    /** As above, for an SDK that takes no gzip. */
    @Benchmark
    public byte[] applyOneChangeAndFirstPlainList() {
        return after(changes.get(next())).flagList().identity();
    }

    /** One flag by its identifier, as the route for one flag finds it. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public @Nullable Body findOneFlag() {
        return image().flagBody(changes.get(next()).key().identifier());
    }
}
