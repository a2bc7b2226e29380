package io.flaghoist.benchmarks.history;

import static io.flaghoist.testkit.fixture.SegmentFixture.segment;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An environment of 200 flags that were changed many times, at a steady pace until now: a group,
 * the environment itself, each flag once, and from there on flags by chance.
 */
record SampleHistory(EnvironmentId environment, int changes, Instant firstAt) {
    /** A year and some days for a million changes. */
    private static final Duration PACE = Duration.ofSeconds(35);

    private static final int FLAGS = 200;

    /** What was changed often: every tenth change is its own. */
    static final String OFTEN = "flag_0000";

    /** What never changed since it was created. */
    static final String NEVER = "flag_0199";

    private static final int OFTEN_SHARE = 10;

    static SampleHistory until(Instant now, EnvironmentId environment, int changes) {
        return new SampleHistory(environment, changes, now.minus(PACE.multipliedBy(changes)));
    }

    /** When the change with this revision was seen. */
    Instant observedAt(long revision) {
        return firstAt.plus(PACE.multipliedBy(revision));
    }

    /** Takes both records of a change. */
    interface Sink {
        void accept(Instant observedAt, LogRecord config, LogRecord history);
    }

    /** Tells of all changes in order; the records are those that ingest writes. */
    void tell(Sink sink) {
        var chain = new Chain(sink);
        first().forEach(chain::add);
        List<FlagVersions> flags =
                IntStream.range(0, FLAGS)
                        .mapToObj(i -> FlagVersions.of("flag_%04d".formatted(i)))
                        .toList();
        flags.forEach(flag -> chain.add(flag.version(1)));
        var dice = new Random(4711);
        while (chain.revision < changes) {
            int flag = dice.nextInt(OFTEN_SHARE) == 0 ? 0 : 1 + dice.nextInt(FLAGS - 2);
            chain.add(flags.get(flag).version(chain.revision));
        }
    }

    private Stream<Document> first() {
        return LogFixture.log(environment)
                .segment(segment("beta").including("ann"))
                .complete()
                .changes()
                .stream()
                .flatMap(change ->
                        change instanceof Change.Saved(_, _, var document)
                                ? Stream.of(document)
                                : Stream.empty());
    }

    private final class Chain {
        private final Sink sink;
        private final Map<DocumentKey, Content> live = new HashMap<>();
        private String previousHash = HistoryRecord.GENESIS;
        private long revision;

        Chain(Sink sink) {
            this.sink = sink;
        }

        void add(Document document) {
            revision++;
            var position = new Position(1, revision);
            Instant now = observedAt(revision);
            Content after = Content.of(document, TopicSpec.MAX_MESSAGE_BYTES);
            var entry =
                    new HistoryRecord(
                            environment,
                            position,
                            document.key(),
                            document.version(),
                            Cause.STREAM,
                            now,
                            Optional.ofNullable(live.put(document.key(), after)),
                            Optional.of(after),
                            previousHash);
            LogRecord history = HistoryCodec.encode(entry);
            previousHash = HistoryCodec.chainHash(Objects.requireNonNull(history.value()));
            var change = new Change.Saved(position, now.toEpochMilli(), document);
            sink.accept(now, ConfigCodec.encode(environment, entry.kind(), change), history);
        }
    }
}
