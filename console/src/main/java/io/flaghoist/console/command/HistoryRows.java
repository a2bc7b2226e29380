package io.flaghoist.console.command;

import io.flaghoist.history.HistoryRow;
import io.flaghoist.history.JsonForms;
import io.flaghoist.history.difference.Difference;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.List;
import java.util.stream.Collectors;

/** Changes as text and as JSON. */
final class HistoryRows {
    private static final int CHECK_EVERY = 64;

    private final Output out;
    private long count;

    HistoryRows(Output out) {
        this.out = out;
    }

    /** Prints one; false when the reader has gone away, as {@code head} does. */
    boolean print(HistoryRow row) {
        count++;
        out.print(
                () ->
                        switch (row) {
                            case HistoryRow.Changed changed -> text(changed);
                            case HistoryRow.Unreadable(var place, var reason) ->
                                    "unreadable record %s: %s".formatted(place, reason);
                        },
                () -> JsonForms.of(row));
        return count % CHECK_EVERY != 0 || !out.isClosed();
    }

    long count() {
        return count;
    }

    private String text(HistoryRow.Changed changed) {
        HistoryRecord entry = changed.entry();
        String head =
                "%-7d %s  %-8s %s  (%s%s)"
                        .formatted(
                                entry.position().revision(),
                                out.time(entry.observedAt()),
                                entry.kind().word(),
                                entry.key().text(),
                                entry.cause().word(),
                                entry.upstreamVersion() == 0
                                        ? ""
                                        : ", version " + entry.upstreamVersion());
        return head + text(changed.differences());
    }

    /** An indented line for each, after a line break. */
    static String text(List<Difference> differences) {
        return differences.stream()
                .map(it -> System.lineSeparator() + "        " + it.text())
                .collect(Collectors.joining());
    }
}
