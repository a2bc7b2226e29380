package io.flaghoist.console.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.difference.Difference;
import io.flaghoist.schemas.json.Json;
import java.util.List;

/** Differences, below the first line of a row. */
final class DifferenceRows {
    private DifferenceRows() {}

    /** An indented line for each, after a line break. */
    static String text(List<Difference> differences) {
        var text = new StringBuilder();
        differences.forEach(
                it -> text.append(System.lineSeparator()).append("        ").append(it.text()));
        return text.toString();
    }

    static ArrayNode json(List<Difference> differences) {
        ArrayNode array = Json.object().putArray("differences");
        for (Difference it : differences) {
            ObjectNode json = array.addObject().put("path", it.path());
            json.set("before", it.before());
            json.set("after", it.after());
            json.put("text", it.text());
        }
        return array;
    }
}
