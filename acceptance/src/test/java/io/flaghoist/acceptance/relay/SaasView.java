package io.flaghoist.acceptance.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Shaped;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.SaasEnvironment;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What edges should answer if they know all that SaaS knows: its documents in canonical shape.
 *
 * @param flags by identifier
 * @param segments by identifier, with the old form of rules
 * @param segmentsV2 by identifier, as {@code rules=v2} asks for them
 */
public record SaasView(
        SortedMap<String, String> flags,
        SortedMap<String, String> segments,
        SortedMap<String, String> segmentsV2) {

    public static SaasView of(SaasEnvironment environment) {
        var flags = new TreeMap<String, String>();
        var segments = new TreeMap<String, String>();
        var segmentsV2 = new TreeMap<String, String>();
        for (Document flag : environment.contents().list(DocumentKind.FLAG)) {
            flags.put(
                    flag.identifier(),
                    unversioned(body(CanonicalShape.flag(json(flag))).toString()));
        }
        for (Document group : environment.contents().list(DocumentKind.SEGMENT)) {
            var segment =
                    new SegmentDocument(
                            group.identifier(),
                            group.version(),
                            body(CanonicalShape.segment(json(group))));
            segments.put(group.identifier(), unversioned(segment.withRules().toString()));
            segmentsV2.put(group.identifier(), unversioned(segment.withServingRules().toString()));
        }
        return new SaasView(flags, segments, segmentsV2);
    }

    /** What an edge answers, asked for every list and every single document. */
    public static SaasView of(Edge edge, TestEnvironment environment) {
        String token = edge.token(environment.serverKey());
        return new SaasView(
                read(edge, Edge.path(environment, "feature-configs"), "", "feature", token),
                read(edge, Edge.path(environment, "target-segments"), "", "identifier", token),
                read(
                        edge,
                        Edge.path(environment, "target-segments"),
                        "?rules=v2",
                        "identifier",
                        token));
    }

    private static SortedMap<String, String> read(
            Edge edge, String path, String query, String field, String token) {
        var documents = new TreeMap<String, String>();
        for (JsonNode listed : edge.get(path + query, token).json()) {
            String identifier = listed.path(field).asText();
            String one = edge.get(path + "/" + identifier + query, token).body();
            if (!one.equals(listed.toString())) {
                throw new AssertionError(
                        "%s: %s/%s is %s alone but %s in the list"
                                .formatted(edge, path, identifier, one, listed));
            }
            documents.put(identifier, unversioned(one));
        }
        return documents;
    }

    /** How many documents there are. */
    public int size() {
        return flags.size() + segments.size();
    }

    /** Versions are edges' own: they grow, also where SaaS begins anew (ADR 17). */
    private static String unversioned(String json) {
        try {
            return ((ObjectNode) Json.read(json)).without("version").toString();
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static JsonNode json(Document document) {
        try {
            return Json.read(document.bytes());
        } catch (JsonProcessingException e) {
            throw new AssertionError("SaaS holds what is no JSON", e);
        }
    }

    private static CanonicalJson body(Shaped shaped) {
        return switch (shaped) {
            case Shaped.Accepted(_, _, var body, _) -> body;
            case Shaped.Refused(var identifier, var reason) ->
                    throw new AssertionError(identifier + ": " + reason);
        };
    }

    /** The documents that differ, for people who read a failure. */
    public String differenceTo(SaasView other) {
        return difference("flag", flags, other.flags)
                + difference("segment", segments, other.segments)
                + difference("segment v2", segmentsV2, other.segmentsV2);
    }

    private static String difference(
            String kind, Map<String, String> left, Map<String, String> right) {
        var text = new StringBuilder();
        var all = new TreeMap<>(left);
        all.putAll(right);
        for (String identifier : all.keySet()) {
            String here = left.getOrDefault(identifier, "absent");
            String there = right.getOrDefault(identifier, "absent");
            if (!here.equals(there)) {
                text.append("%n%s %s: %s%n  but %s".formatted(kind, identifier, here, there));
            }
        }
        return text.toString();
    }
}
