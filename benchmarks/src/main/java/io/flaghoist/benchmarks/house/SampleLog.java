package io.flaghoist.benchmarks.house;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.log.TopicWriter;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An environment on a broker, written as ingest writes it, for what is measured without ingest. For
 * one thread.
 */
public final class SampleLog implements AutoCloseable {
    /** The environment. */
    public static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");

    /** Brings a flag to half a kilobyte: 100 make a list of 50 KB. */
    public static final int PADDING = 130;

    /** As many keys as it takes to stay below an edge's limit of streams per key. */
    private static final int KEYS = 4;

    private final TopicWriter writer;
    private long revision;

    private SampleLog(TopicWriter writer, long revision) {
        this.writer = writer;
        this.revision = revision;
    }

    /** Writes an environment of {@code flags} flags and {@link #keys()}. */
    public static SampleLog write(String bootstrapServers, int flags) {
        var topics = new TopicCatalogue("flaghoist");
        var writer = new TopicWriter(bootstrapServers, topics);
        LogFixture log = LogFixture.log(ENVIRONMENT);
        for (int i = 0; i < flags; i++) {
            log.flag(sampleFlag(i));
        }
        keys().forEach(log::serverKey);
        List<Change> changes = log.complete().changes();
        writer.create(topics.status());
        writer.create(topics.metrics());
        writer.create(topics.metricsBatches());
        writer.create(topics.metricsRejected());
        writer.create(topics.lastEvaluated());
        writer.create(topics.config(ENVIRONMENT));
        writer.write(ENVIRONMENT, changes);
        return new SampleLog(writer, changes.size());
    }

    /** The raw SDK keys, which belong to nobody. */
    public static List<String> keys() {
        return IntStream.range(0, KEYS).mapToObj(i -> "bench-key-" + i).toList();
    }

    /** The {@code number}th flag. */
    public static FlagFixture sampleFlag(int number) {
        return flag(sampleName(number)).padded(PADDING);
    }

    /** What the {@code number}th flag is called. */
    public static String sampleName(int number) {
        return "flag_%04d".formatted(number);
    }

    /** Changes the first flag; returns the change's revision once it is committed. */
    public long changeOneFlag() {
        revision++;
        var changed = sampleFlag(0).version(revision).document();
        var change =
                new Change.Saved(new Position(1, revision), System.currentTimeMillis(), changed);
        writer.write(ENVIRONMENT, List.of(change));
        return revision;
    }

    @Override
    public void close() {
        writer.close();
    }
}
