package io.flaghoist.history.copy;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.HistoryTopic;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.past.PastUnknownException;
import io.flaghoist.history.past.Rebuilder;
import io.flaghoist.history.past.StateCache;
import io.flaghoist.history.progress.Progress;
import java.util.Optional;

/**
 * What is copied.
 *
 * @param history read twice by a {@link Replayer}: first to see that it is whole, then to write it
 * @param base records of the config topic with the documents as they stood before the first record
 *     of {@code history}; none when that begins with revision 1
 * @param origin the log that this is; empty for what is in no Kafka
 */
public record CopySource(RecordSource history, RecordSource base, Optional<Origin> origin) {
    /** Nothing stood before the first record. */
    public static final RecordSource NO_BASE = _ -> {};

    /** A prefix on a Kafka cluster. */
    public record Origin(String clusterId, String prefix) {}

    /**
     * A log in Kafka. Where retention has deleted its beginning, the state before it is rebuilt.
     *
     * @throws PastUnknownException when the log lacks what led to that state
     */
    public static CopySource of(EnvironmentLog log, Progress progress)
            throws LogUnavailableException, PastUnknownException {
        var origin = new Origin(log.identity().clusterId(), log.connection().topics().prefix());
        long first = log.history().extent().map(HistoryTopic.Extent::firstRevision).orElse(1L);
        RecordSource base =
                first == 1
                        ? NO_BASE
                        : BaseRecords.of(
                                new Rebuilder(log, StateCache.NONE, progress).at(first - 1));
        return new CopySource(log.history(), base, Optional.of(origin));
    }

    /** The content of an archive. */
    public static CopySource of(SignedArchive archive) {
        return new CopySource(archive.history(), archive.base(), Optional.empty());
    }
}
