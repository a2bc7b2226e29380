package io.flaghoist.schemas.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Shaped;
import java.util.List;

/**
 * Documents and changes in a line, for the tests of this module; other modules have the testkit's
 * DSL.
 */
final class Log {
    static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");

    private Log() {}

    static FlagDocument flag(String identifier, long version, String description) {
        ObjectNode json = Json.object();
        json.put("feature", identifier).put("state", "on").put("kind", "boolean");
        json.putArray("variations").addObject().put("identifier", "t").put("value", "true");
        json.put("offVariation", "t").putObject("defaultServe").put("variation", "t");
        json.put("version", version).put("description", description);
        return switch (CanonicalShape.flag(json)) {
            case Shaped.Accepted(_, _, var body, _) -> new FlagDocument(identifier, version, body);
            case Shaped.Refused(_, var reason) -> throw new AssertionError(reason);
        };
    }

    static SegmentDocument segment(String identifier, long version) {
        ObjectNode json = Json.object();
        json.put("identifier", identifier).put("version", version);
        json.putArray("rules").addObject().put("op", "equal");
        return switch (CanonicalShape.segment(json)) {
            case Shaped.Accepted(_, _, var body, _) ->
                    new SegmentDocument(identifier, version, body);
            case Shaped.Refused(_, var reason) -> throw new AssertionError(reason);
        };
    }

    static ApiKeyDocument apiKey(String rawKey) {
        return ApiKeyDocument.of(HashedApiKey.of(rawKey), KeyType.SERVER, "k", "K");
    }

    static EnvironmentDocument environment() {
        return EnvironmentDocument.of(EnvironmentNames.unknown(ENVIRONMENT));
    }

    static Change saved(long revision, Document document) {
        return new Change.Saved(new Position(1, revision), revision, document);
    }

    static Change removed(long revision, DocumentKey key) {
        return new Change.Removed(new Position(1, revision), revision, key);
    }

    static EnvironmentImage replay(EnvironmentImage base, List<Change> changes) {
        var delta = new EnvironmentDelta(base);
        changes.forEach(delta::replay);
        return delta.apply();
    }

    static EnvironmentImage replay(List<Change> changes) {
        return replay(EnvironmentImage.empty(ENVIRONMENT), changes);
    }
}
