package io.flaghoist.console.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.replay.ReplayReport;
import io.flaghoist.schemas.json.Json;
import java.util.stream.Collectors;

/** The report of a replay, as text and as JSON. */
final class ReplayRows {
    private ReplayRows() {}

    static void print(Output out, ReplayReport report) {
        out.print(() -> text(report), () -> json(report));
    }

    private static String text(ReplayReport report) {
        String lines = System.lineSeparator();
        return "%s: %d records to %s, %d documents and %d removals to %s"
                        .formatted(
                                report.environment(),
                                report.records(),
                                report.historyTopic(),
                                report.documents(),
                                report.removals(),
                                report.configTopic())
                + lines
                + "An edge there is at revision %d%s; head %d:%s"
                        .formatted(
                                report.last().revision(),
                                report.isComplete()
                                        ? ""
                                        : ", where the environment is not complete: it answers no SDK",
                                report.last().revision(),
                                report.historyHash())
                + report.warnings().stream()
                        .map(it -> lines + "warning: " + it)
                        .collect(Collectors.joining());
    }

    private static ObjectNode json(ReplayReport report) {
        ObjectNode json =
                Json.object()
                        .put("environment", report.environment().value())
                        .put("clusterId", report.clusterId())
                        .put("configTopic", report.configTopic())
                        .put("historyTopic", report.historyTopic())
                        .put("statusTopic", report.statusTopic())
                        .put("firstRevision", report.first().revision())
                        .put("revision", report.last().revision())
                        .put("epoch", report.last().epoch())
                        .put("historyHash", report.historyHash())
                        .put("records", report.records())
                        .put("documents", report.documents())
                        .put("removals", report.removals())
                        .put("complete", report.isComplete());
        var warnings = json.putArray("warnings");
        report.warnings().forEach(warnings::add);
        return json;
    }
}
