package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One flag, segment, key or target, immutable, encoded once. */
public final class Document {
    private final DocumentKind kind;
    private final String identifier;
    private final long version;
    private final ObjectNode json;
    private final byte[] whole;
    private final byte[] withServingRules;
    private final byte[] withRules;

    Document(DocumentKind kind, String identifier, ObjectNode json) {
        this.kind = kind;
        this.identifier = identifier;
        this.version = json.path("version").asLong();
        this.json = json;
        this.whole = Json.bytes(json);
        this.withServingRules = without("rules");
        this.withRules = without("servingRules");
    }

    private byte[] without(String field) {
        if (kind != DocumentKind.SEGMENT || !json.has(field)) {
            return whole;
        }
        // A shallow copy suffices: only the top level loses a field.
        var form = Json.object();
        form.setAll(json);
        form.remove(field);
        return Json.bytes(form);
    }

    public DocumentKind kind() {
        return kind;
    }

    public String identifier() {
        return identifier;
    }

    /** The version of a flag or segment, 0 for what has none. */
    public long version() {
        return version;
    }

    /** The whole document; a copy that the caller may change. */
    public ObjectNode json() {
        return json.deepCopy();
    }

    /** The text of a string field, or {@code ""}; without copying the document. */
    public String text(String field) {
        return json.path(field).asText("");
    }

    /** The whole document as UTF-8 JSON; must not be modified. */
    public byte[] bytes() {
        return whole;
    }

    /**
     * What the client service answers; must not be modified.
     *
     * @param rulesVersion2 for segments: {@code servingRules} without {@code rules}, else the
     *     reverse
     */
    public byte[] bytes(boolean rulesVersion2) {
        return rulesVersion2 ? withServingRules : withRules;
    }

    /** A JSON array of already encoded values. */
    public static byte[] array(List<byte[]> encoded) {
        var length = 2 + Math.max(0, encoded.size() - 1);
        for (var bytes : encoded) {
            length += bytes.length;
        }
        var array = new byte[length];
        var at = 0;
        array[at++] = '[';
        for (var bytes : encoded) {
            if (at > 1) {
                array[at++] = ',';
            }
            System.arraycopy(bytes, 0, array, at, bytes.length);
            at += bytes.length;
        }
        array[at] = ']';
        return array;
    }
}
