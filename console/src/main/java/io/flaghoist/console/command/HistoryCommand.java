package io.flaghoist.console.command;

import io.flaghoist.history.HistoryQuery;
import io.flaghoist.history.HistoryReader;
import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.moment.Moment;
import io.flaghoist.history.past.Moments;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code history}: one row per change. */
@Command(
        name = "history",
        description =
                "What changed, when, and why: one row per change, newest first, each with its differences in words.",
        footer = {
            "",
            "  flaghoist history --flag dark_mode --since '2 days ago'",
            "  flaghoist history --output json --limit 1000 | jq -r .revision"
        })
final class HistoryCommand extends LogCommand {
    @Mixin private final KeyOptions keys = new KeyOptions();

    @Option(
            names = "--since",
            paramLabel = "MOMENT",
            description = "no change before it: " + MOMENTS)
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "MOMENT",
            description = "no change after it: as --since")
    private @Nullable String until;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "ROWS",
            description = "at most this many rows, from the end that is printed first")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--reverse", description = "the oldest first")
    private boolean isReverse;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        var rows = new HistoryRows(out);
        long first = since == null ? 0 : firstSince(log, moment(since));
        long last = revision(log, until).orElse(Long.MAX_VALUE);
        var query = new HistoryQuery(keys.asked(), first, last, limit, isReverse);
        new HistoryReader(log.history(), output.progress()).read(query, rows::print);
        if (rows.count() == 0) {
            warn("No change matches.");
        }
        return ExitCode.DONE;
    }

    /** Both a revision and a time are inclusive. */
    static long firstSince(EnvironmentLog log, Moment moment) throws Exception {
        return switch (moment) {
            case Moment.Revision(var number) -> number;
            case Moment.At(var time, _) ->
                    log.history()
                                    .lastObservedBy(time.minusNanos(1))
                                    .map(it -> it.position().revision())
                                    .orElse(0L)
                            + 1;
            case Moment.Now _ -> Moments.revision(log, moment) + 1;
        };
    }
}
