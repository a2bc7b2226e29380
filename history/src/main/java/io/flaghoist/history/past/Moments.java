package io.flaghoist.history.past;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.HistoryTopic;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.moment.Moment;
import io.flaghoist.schemas.record.HistoryRecord;
import java.time.Instant;
import java.util.Optional;

/** Moments as revisions: a time is the last change whose own timestamp is not later. */
public final class Moments {
    private Moments() {}

    /**
     * The revision that was the last one at a moment; 0 before the first change.
     *
     * @throws PastUnknownException when the history no longer reaches back so far
     */
    public static long revision(EnvironmentLog log, Moment moment)
            throws LogUnavailableException, PastUnknownException {
        return switch (moment) {
            case Moment.Revision(var number) -> number;
            case Moment.At(var time, _) -> by(log, time);
            case Moment.Now _ ->
                    log.history().extent().map(extent -> extent.last().revision()).orElse(0L);
        };
    }

    private static long by(EnvironmentLog log, Instant time)
            throws LogUnavailableException, PastUnknownException {
        Optional<HistoryRecord> last = log.history().lastObservedBy(time);
        if (last.isPresent()) {
            return last.get().position().revision();
        }
        Optional<HistoryTopic.Extent> extent = log.history().extent();
        if (extent.isPresent() && extent.get().firstRevision() > 1) {
            throw new PastUnknownException(
                    "The history begins with revision %d, which was observed after %s. Older records were deleted (retention of the topic)."
                            .formatted(extent.get().firstRevision(), time));
        }
        return 0;
    }
}
