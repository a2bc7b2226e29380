package io.flaghoist.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.difference.Difference;
import io.flaghoist.history.difference.DocumentDifference;
import io.flaghoist.history.past.PastDocument;
import io.flaghoist.history.past.PastState;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.List;

/** Changes, differences and documents as JSON; the forms are public. */
public final class JsonForms {
    private JsonForms() {}

    /** A row of a history. */
    public static ObjectNode of(HistoryRow row) {
        return switch (row) {
            case HistoryRow.Changed(var place, var entry, var differences) ->
                    change(entry, differences).put("place", place.toString());
            case HistoryRow.Unreadable(var place, var reason) ->
                    Json.object().put("place", place.toString()).put("unreadable", reason);
        };
    }

    private static ObjectNode change(HistoryRecord entry, List<Difference> differences) {
        ObjectNode json =
                Json.object()
                        .put("revision", entry.position().revision())
                        .put("epoch", entry.position().epoch())
                        .put("observedAt", entry.observedAt().toString())
                        .put("kind", entry.kind().word());
        put(json, entry.key())
                .put("cause", entry.cause().word())
                .put("upstreamVersion", entry.upstreamVersion());
        return put(json, differences);
    }

    /** A document that differs between two states. */
    public static ObjectNode of(DocumentDifference it) {
        return put(put(Json.object(), it.key()).put("kind", it.kind().word()), it.differences());
    }

    /** A document as it stood. */
    public static ObjectNode of(PastState state, PastDocument it) {
        Document document = it.document();
        ObjectNode json = Json.object().put("revision", state.position().revision());
        put(json, document.key())
                .put("version", document.version())
                .put("sha256", document.sha256());
        it.since().map(Position::revision).ifPresent(since -> json.put("since", since));
        json.set("document", document.body().tree());
        return json;
    }

    private static ObjectNode put(ObjectNode json, DocumentKey key) {
        return json.put("key", key.text())
                .put("domain", key.domain().word())
                .put("identifier", key.identifier());
    }

    private static ObjectNode put(ObjectNode json, List<Difference> differences) {
        ArrayNode array = json.putArray("differences");
        differences.forEach(it -> array.add(Json.tree(it)));
        return json;
    }
}
