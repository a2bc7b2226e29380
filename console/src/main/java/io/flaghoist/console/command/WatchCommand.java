package io.flaghoist.console.command;

import io.flaghoist.history.HistoryQuery;
import io.flaghoist.history.HistoryReader;
import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.moment.Moment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code watch}: changes as they happen. */
@Command(
        name = "watch",
        description =
                "Prints changes as they happen, until Ctrl-C. Waits while Kafka is unavailable.",
        footer = {
            "",
            "  flaghoist watch --output json --flag dark_mode | while read -r change; do …"
        })
final class WatchCommand extends LogCommand {
    @Mixin private final KeyOptions keys = new KeyOptions();

    @Option(
            names = "--since",
            paramLabel = "MOMENT",
            description = "begin with changes since then: " + MOMENTS + " (now)")
    private @Nullable String since;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "ROWS",
            description = "exit after this many rows")
    private long limit = Long.MAX_VALUE;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        Moment from = since == null ? new Moment.Now() : moment(since);
        var rows = new HistoryRows(out);
        var query =
                new HistoryQuery(
                        keys.asked(),
                        HistoryCommand.firstSince(log, from),
                        Long.MAX_VALUE,
                        limit,
                        true);
        new HistoryReader(log.history(), output.progress())
                .follow(
                        query,
                        row -> {
                            var _ = rows.print(row);
                            return !out.isClosed(); // which is found out by writing it
                        });
        return ExitCode.DONE;
    }
}
