package io.flaghoist.console.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.HistoryRow;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.HistoryRecord;

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
        switch (row) {
            case HistoryRow.Changed changed -> out.print(() -> text(changed), () -> json(changed));
            case HistoryRow.Unreadable(var place, var reason) ->
                    out.print(
                            () -> "unreadable record %s: %s".formatted(place, reason),
                            () ->
                                    Json.object()
                                            .put("place", place.toString())
                                            .put("unreadable", reason));
        }
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
        return head + DifferenceRows.text(changed.differences());
    }

    private static ObjectNode json(HistoryRow.Changed changed) {
        HistoryRecord entry = changed.entry();
        ObjectNode json =
                Json.object()
                        .put("revision", entry.position().revision())
                        .put("epoch", entry.position().epoch())
                        .put("observedAt", entry.observedAt().toString())
                        .put("kind", entry.kind().word())
                        .put("key", entry.key().text())
                        .put("domain", entry.key().domain().word())
                        .put("identifier", entry.key().identifier())
                        .put("cause", entry.cause().word())
                        .put("upstreamVersion", entry.upstreamVersion());
        json.set("differences", DifferenceRows.json(changed.differences()));
        return json.put("place", changed.place().toString());
    }
}
