package io.flaghoist.console.command;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.HistoryTopic;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.past.BaseRecords;
import io.flaghoist.history.past.Moments;
import io.flaghoist.history.past.PastState;
import io.flaghoist.history.past.Rebuilder;
import io.flaghoist.history.past.StateCache;
import io.flaghoist.history.replay.ReplaySource;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A log in Kafka to archive or replay. */
final class Source {
    private Source() {}

    /** The state before the history, where retention has deleted its beginning. */
    static RecordSource base(LogCommand command, EnvironmentLog log) throws Exception {
        Optional<HistoryTopic.Extent> extent = log.history().extent();
        if (extent.isEmpty() || extent.get().first().revision() == 1) {
            return ReplaySource.NO_BASE;
        }
        var rebuilder = new Rebuilder(log, StateCache.NONE, command.output.progress());
        PastState before = rebuilder.at(extent.get().first().revision() - 1);
        return BaseRecords.of(before);
    }

    static OptionalLong until(LogCommand command, EnvironmentLog log, @Nullable String moment)
            throws Exception {
        return moment == null
                ? OptionalLong.empty()
                : OptionalLong.of(Moments.revision(log, MomentOptions.read(command, moment)));
    }
}
