package io.flaghoist.faults.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Shaped;
import java.nio.charset.StandardCharsets;

/**
 * A document as an SDK sees it, but for its version: the relay serves greater versions than SaaS
 * where SDKs would otherwise miss a change.
 *
 * @param json in canonical shape; empty where there is no such document
 */
public record Content(String json) {
    public static final Content ABSENT = new Content("");

    /** A flag or segment as an edge serves it. */
    public static Content served(ObjectNode document) {
        ObjectNode withoutVersion = document.deepCopy();
        withoutVersion.remove("version");
        return new Content(new String(Json.write(withoutVersion), StandardCharsets.UTF_8));
    }

    /** A flag as SaaS holds it. */
    public static Content ofFlag(ObjectNode flag) {
        return served(shaped(CanonicalShape.flag(flag)).body().tree());
    }

    /** A segment as SaaS holds it, in the form that has {@code servingRules}. */
    public static Content ofSegment(ObjectNode segment) {
        Shaped.Accepted shaped = shaped(CanonicalShape.segment(segment));
        CanonicalJson form =
                new SegmentDocument(shaped.identifier(), shaped.version(), shaped.body())
                        .withServingRules();
        return served(form.tree());
    }

    private static Shaped.Accepted shaped(Shaped shaped) {
        return switch (shaped) {
            case Shaped.Accepted accepted -> accepted;
            case Shaped.Refused(var identifier, var reason) ->
                    throw new IllegalArgumentException(identifier + ": " + reason);
        };
    }

    public boolean isAbsent() {
        return json.isEmpty();
    }
}
