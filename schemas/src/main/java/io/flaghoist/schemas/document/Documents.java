package io.flaghoist.schemas.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Shaped;
import java.util.OptionalLong;

/** Reads documents back from the log. */
public final class Documents {
    private Documents() {}

    /**
     * The document under {@code key} whose value is {@code body}. Flags and segments are converted
     * to the canonical shape again, so that documents of an older or foreign writer can still be
     * served.
     *
     * @throws UnreadableDocumentException if the value is not JSON, belongs to another key, or
     *     cannot be converted
     */
    public static Document read(DocumentKey key, byte[] body) throws UnreadableDocumentException {
        return read(key, body, OptionalLong.empty());
    }

    /**
     * As {@link #read(DocumentKey, byte[])}.
     *
     * @param upstreamVersion upstream's version of the document; empty if the body contains it, as
     *     in old records
     */
    public static Document read(DocumentKey key, byte[] body, OptionalLong upstreamVersion)
            throws UnreadableDocumentException {
        if (!(parse(body) instanceof ObjectNode tree)) {
            throw new UnreadableDocumentException("the value is not a JSON object");
        }
        return switch (key) {
            case DocumentKey.OfEnvironment _ -> environment(tree);
            case DocumentKey.OfApiKey(var hash) -> apiKey(hash, tree);
            case DocumentKey.OfFlag(var identifier) -> {
                Shaped.Accepted shaped = accepted(identifier, CanonicalShape.flag(tree));
                yield FlagDocument.ofLog(
                        identifier,
                        shaped.version(),
                        upstreamVersion.orElse(shaped.version()),
                        shaped.body());
            }
            case DocumentKey.OfSegment(var identifier) -> {
                Shaped.Accepted shaped = accepted(identifier, CanonicalShape.segment(tree));
                yield SegmentDocument.ofLog(
                        identifier,
                        shaped.version(),
                        upstreamVersion.orElse(shaped.version()),
                        shaped.body());
            }
        };
    }

    private static JsonNode parse(byte[] body) throws UnreadableDocumentException {
        try {
            return Json.read(body);
        } catch (JsonProcessingException e) {
            throw new UnreadableDocumentException(
                    "the value cannot be read: " + JsonFlaw.of(e).words());
        }
    }

    private static EnvironmentDocument environment(ObjectNode tree)
            throws UnreadableDocumentException {
        try {
            return EnvironmentDocument.read(tree);
        } catch (IllegalArgumentException e) {
            throw new UnreadableDocumentException("the environment's record: " + e.getMessage());
        }
    }

    private static ApiKeyDocument apiKey(HashedApiKey hash, ObjectNode tree)
            throws UnreadableDocumentException {
        if (!tree.path("hash").asText("").equals(hash.value())) {
            throw new UnreadableDocumentException("the value belongs to another API key");
        }
        return ApiKeyDocument.of(
                hash,
                KeyType.ofWord(tree.path("type").asText("")),
                tree.path("identifier").asText(""),
                tree.path("name").asText(""));
    }

    private static Shaped.Accepted accepted(String identifier, Shaped shaped)
            throws UnreadableDocumentException {
        return switch (shaped) {
            case Shaped.Accepted accepted when accepted.identifier().equals(identifier) -> accepted;
            case Shaped.Accepted _ ->
                    throw new UnreadableDocumentException(
                            "the value belongs to another identifier");
            case Shaped.Refused(_, var reason) -> throw new UnreadableDocumentException(reason);
        };
    }
}
