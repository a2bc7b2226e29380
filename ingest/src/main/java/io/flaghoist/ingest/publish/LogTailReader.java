package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.FlagLog.KnownLog;
import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.publish.HistoryEndReader.HistoryEnd;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the end of an environment's log: the config topic from its beginning, the last record of
 * the history topic. To be called after the writer's id has fenced its predecessor, so that no
 * transaction is open any more.
 *
 * <p>Only what a writer is known to have written counts: nothing beyond the history's end and what
 * owners have announced, or a foreign record would move the order. Where the two topics disagree,
 * nothing is guessed away, but writing goes on: the later revision counts. A history that ends
 * before the config topic was truncated or lost records: the chain continues from what is left (or
 * starts anew when nothing is), which an audit then reports.
 */
final class LogTailReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogTailReader.class);

    /**
     * A log as it was read to its end.
     *
     * @param repairs what must be written again before anything else
     * @param isAsKnown whether no other process has written since this process knew the log
     * @param next the offset on the config topic after all that was read
     */
    record OpenLog(LogTail tail, List<PlannedChange> repairs, boolean isAsKnown, long next) {}

    /** A forged epoch beyond this is not outdone: readers would soon run out of numbers. */
    private static final long MAX_OUTDONE_EPOCH = 100_000_000_000_000_000L;

    private static final Position UNLIMITED = new Position(Long.MAX_VALUE, Long.MAX_VALUE);

    private final KafkaDependencies kafka;
    private final CommittedReader reading;
    private final HistoryEndReader histories;

    LogTailReader(KafkaDependencies kafka) {
        this.kafka = kafka;
        this.reading = kafka.reader();
        this.histories = new HistoryEndReader(reading, this::quarantine);
    }

    /**
     * Reads the end of the log.
     *
     * @param announced the furthest epoch and revision that an owner has announced; empty where
     *     none is known
     * @param known what this process knew of the log before
     * @throws TimeoutException when Kafka does not answer, or another writer's transaction is open
     */
    OpenLog read(
            EnvironmentId environment,
            long ownership,
            Optional<Position> announced,
            Optional<KnownLog> known)
            throws InterruptedException, ExecutionException, TimeoutException {
        var config = new TopicPartition(kafka.catalogue().config(environment).name(), 0);
        var history = new TopicPartition(kafka.catalogue().history(environment).name(), 0);
        Map<TopicPartition, Long> ends = reading.ends(List.of(config, history));
        try (var reader = kafka.clients().logReader("tail-" + environment)) {
            reader.assign(List.of(history));
            Optional<HistoryEnd> last =
                    histories.read(reader, history, ends.getOrDefault(history, 0L));
            Optional<Position> written = furthest(last.map(HistoryEnd::position), announced);
            Optional<KnownLog> mine =
                    known.filter(log -> isLastWriter(log, last.map(HistoryEnd::position), written));
            var scan =
                    new ConfigScan(
                            environment,
                            furthest(written, mine.map(KnownLog::last)).orElse(UNLIMITED));
            reader.assign(List.of(config));
            reader.seekToBeginning(List.of(config));
            reading.read(
                    reader,
                    config,
                    ends.getOrDefault(config, 0L),
                    record ->
                            scan.add(KafkaRecords.read(record), record.timestamp())
                                    .ifPresent(why -> quarantine(record, why)));
            return opened(scan, last, announced, mine, ownership, reader.position(config));
        }
    }

    /** The later epoch and the later revision; empty where neither is known. */
    private static Optional<Position> furthest(Optional<Position> a, Optional<Position> b) {
        return Stream.concat(a.stream(), b.stream()).reduce(AnnouncedPositions::furthest);
    }

    /** Owners that wrote nothing have announced a later epoch, but no later revision. */
    private static boolean isLastWriter(
            KnownLog known, Optional<Position> history, Optional<Position> written) {
        return history.map(end -> !end.isAfter(known.last())).orElse(true)
                && written.map(end -> end.revision() <= known.last().revision()).orElse(true);
    }

    private OpenLog opened(
            ConfigScan scan,
            Optional<HistoryEnd> history,
            Optional<Position> announced,
            Optional<KnownLog> mine,
            long ownership,
            long next) {
        EnvironmentImage found = scan.image();
        Position last = history.map(HistoryEnd::position).orElse(Position.START);
        EnvironmentImage truth = mine.map(log -> log.at(last)).orElse(found);
        logDisagreement(found, history, last);
        Position end =
                furthest(
                                furthest(Optional.of(last), announced),
                                furthest(Optional.of(found.position()), mine.map(KnownLog::last)))
                        .orElse(Position.START);
        long outdone = Math.min(scan.foreign().epoch(), MAX_OUTDONE_EPOCH);
        var tail =
                new LogTail(
                        truth.atPosition(
                                new Position(
                                        Math.max(truth.position().epoch(), last.epoch()),
                                        revision(truth, last, announced))),
                        Math.max(end.epoch(), outdone) + 1,
                        history.map(HistoryEnd::hash).orElse(HistoryRecord.GENESIS),
                        ownership,
                        scan.served());
        List<PlannedChange> repairs = repairs(scan, tail, truth, mine);
        return new OpenLog(tail, repairs, mine.isPresent() && repairs.isEmpty(), next);
    }

    /** No revision is ever given twice. */
    private static long revision(
            EnvironmentImage truth, Position last, Optional<Position> announced) {
        return Math.max(
                Math.max(truth.revision(), last.revision()),
                announced.map(Position::revision).orElse(0L));
    }

    private static List<PlannedChange> repairs(
            ConfigScan scan, LogTail tail, EnvironmentImage truth, Optional<KnownLog> mine) {
        if (mine.isPresent() && truth.isComplete() && !scan.image().isComplete()) {
            return Repairs.afterLossOfAll(mine.get(), truth);
        }
        List<PlannedChange> repairs = Repairs.of(scan, truth);
        EnvironmentDocument identity = truth.identity();
        boolean isOutOfOrder =
                scan.foreign().isAfter(scan.image().position())
                        && tail.epoch() > scan.foreign().epoch();
        // Nothing is wrong but the order: any record of the new epoch restores it.
        return repairs.isEmpty() && isOutOfOrder && identity != null
                ? List.of(new PlannedChange.Save(Optional.of(identity), identity))
                : repairs;
    }

    private void quarantine(ConsumerRecord<byte[], byte[]> record, String reason) {
        kafka.metrics().add(1, Metric.UNREADABLE_RECORDS);
        LOG.warn(
                "Skipped {}-{}@{}: {}. What the log ought to hold is written over it.",
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
    }

    private static void logDisagreement(
            EnvironmentImage found, Optional<HistoryEnd> history, Position last) {
        if (last.revision() < found.revision()) {
            LOG.warn(
                    "Environment {}: the history ends at {} and the config topic at {}. Records of the history are lost; its chain {}.",
                    found.environment(),
                    last,
                    found.position(),
                    history.isPresent() ? "continues with a gap" : "starts anew");
        } else if (found.liveKeys() == 0 && last.revision() > 0) {
            LOG.warn(
                    "Environment {}: the history ends at {} and the config topic is empty. Everything is published again.",
                    found.environment(),
                    last);
        }
    }
}
