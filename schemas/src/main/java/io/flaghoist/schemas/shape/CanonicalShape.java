package io.flaghoist.schemas.shape;

import static io.flaghoist.schemas.shape.ValueRule.anyObject;
import static io.flaghoist.schemas.shape.ValueRule.arrayOf;
import static io.flaghoist.schemas.shape.ValueRule.bool;
import static io.flaghoist.schemas.shape.ValueRule.identifier;
import static io.flaghoist.schemas.shape.ValueRule.integer;
import static io.flaghoist.schemas.shape.ValueRule.name;
import static io.flaghoist.schemas.shape.ValueRule.onOrOff;
import static io.flaghoist.schemas.shape.ValueRule.oneOf;
import static io.flaghoist.schemas.shape.ValueRule.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.json.CanonicalJson;
import java.util.Set;

/**
 * Brings flags and segments into the one shape that every SDK can read: what Python, .NET, Go, Ruby
 * or Erlang must find is put in, what they cannot bear (null where an array belongs, an unknown
 * enumeration) is mended or refused. Mended is what the reference evaluator has an answer to, and
 * so that the answer stays (evaluation.md, section 6): nobody goes without a flag that could be
 * served. Source of each rule: sdk-clients.md, section 6. Idempotent: a shaped document is its own
 * shape.
 */
public final class CanonicalShape {
    /** Largest document that goes into the log, in bytes of its canonical form. */
    public static final int MAX_BYTES = 8 << 20;

    private static final JsonNode EMPTY_TEXT = TextNode.valueOf("");
    private static final JsonNode NO_SERVE = JsonNodeFactory.instance.objectNode();
    private static final JsonNode OFF = TextNode.valueOf("off");

    private static final ObjectShape CLAUSE =
            ObjectShape.builder()
                    .optional("id", text())
                    .orElse("attribute", text(), EMPTY_TEXT)
                    .orElse("op", text(), EMPTY_TEXT)
                    .orEmptyArray("values", text())
                    .orElse("negate", bool(), BooleanNode.FALSE)
                    .build();

    private static final ObjectShape WEIGHTED_VARIATION =
            ObjectShape.builder()
                    .required("variation", name())
                    .required("weight", integer())
                    .build();

    private static final ObjectShape DISTRIBUTION =
            ObjectShape.builder()
                    .orElse("bucketBy", text(), TextNode.valueOf("identifier"))
                    .orEmptyArray("variations", WEIGHTED_VARIATION)
                    .build();

    private static final ObjectShape SERVE =
            ObjectShape.builder()
                    .optional("variation", text())
                    .optional("distribution", DISTRIBUTION)
                    .build();

    private static final ObjectShape FLAG_RULE =
            ObjectShape.builder()
                    .orElse("ruleId", text(), EMPTY_TEXT)
                    .orElse("priority", integer(), LongNode.valueOf(0))
                    .orEmptyArray("clauses", CLAUSE)
                    .orElse("serve", SERVE, NO_SERVE)
                    .build();

    private static final ObjectShape VARIATION =
            ObjectShape.builder()
                    .required("identifier", name())
                    .required("value", text())
                    .optional("name", text())
                    .optional("description", text())
                    .build();

    private static final ObjectShape PREREQUISITE =
            ObjectShape.builder()
                    .orElse("feature", text(), EMPTY_TEXT)
                    .orEmptyArray("variations", text())
                    .build();

    private static final ObjectShape TARGET_MAP =
            ObjectShape.builder()
                    .orElse("identifier", text(), EMPTY_TEXT)
                    .orElseFrom("name", text(), "identifier")
                    .build();

    private static final ObjectShape VARIATION_MAP =
            ObjectShape.builder()
                    .required("variation", name())
                    .orEmptyArray("targets", TARGET_MAP)
                    .optional("targetSegments", arrayOf(text()))
                    .build();

    private static final ObjectShape FLAG =
            ObjectShape.builder()
                    .orElse("project", text(), EMPTY_TEXT)
                    .orElse("environment", text(), EMPTY_TEXT)
                    .required("feature", identifier())
                    .orElse("state", onOrOff(), OFF)
                    .required("kind", oneOf(Set.of("boolean", "int", "string", "json")))
                    .orEmptyArray("variations", VARIATION)
                    .orElse("offVariation", text(), EMPTY_TEXT)
                    .orElse("defaultServe", SERVE, NO_SERVE)
                    .orEmptyArray("rules", FLAG_RULE)
                    .orEmptyArray("prerequisites", PREREQUISITE)
                    .orEmptyArray("variationToTargetMap", VARIATION_MAP)
                    .orElse("version", integer(), LongNode.valueOf(0))
                    .build();

    private static final ObjectShape SEGMENT_TARGET =
            ObjectShape.builder()
                    .required("identifier", text())
                    .orElseFrom("name", text(), "identifier")
                    .orElse("account", text(), EMPTY_TEXT)
                    .orElse("org", text(), EMPTY_TEXT)
                    .orElse("environment", text(), EMPTY_TEXT)
                    .orElse("project", text(), EMPTY_TEXT)
                    .optional("anonymous", bool())
                    .optional("attributes", anyObject())
                    .optional("createdAt", integer())
                    .optional("segments", arrayOf(anyObject()))
                    .build();

    private static final ObjectShape GROUP_RULE =
            ObjectShape.builder()
                    .orElse("ruleId", text(), EMPTY_TEXT)
                    .orElse("priority", integer(), LongNode.valueOf(0))
                    .orEmptyArray("clauses", CLAUSE)
                    .build();

    private static final ObjectShape TAG =
            ObjectShape.builder()
                    .orElseFrom("name", text(), "identifier")
                    .orElseFrom("identifier", text(), "name")
                    .build();

    private static final ObjectShape SEGMENT =
            ObjectShape.builder()
                    .required("identifier", identifier())
                    .orElseFrom("name", text(), "identifier")
                    .orElse("environment", text(), EMPTY_TEXT)
                    .orEmptyArray("tags", TAG)
                    .orEmptyArray("included", SEGMENT_TARGET)
                    .orEmptyArray("excluded", SEGMENT_TARGET)
                    .orEmptyArray("rules", CLAUSE)
                    .orEmptyArray("servingRules", GROUP_RULE)
                    .optional("createdAt", integer())
                    .optional("modifiedAt", integer())
                    .orElse("version", integer(), LongNode.valueOf(0))
                    .build();

    private CanonicalShape() {}

    /** A FeatureConfig (relay-protocol.md, F.1) in shape. */
    public static Shaped flag(JsonNode featureConfig) {
        return shape(FLAG, featureConfig, "flag", "feature");
    }

    /**
     * A Segment (relay-protocol.md, F.3) in shape, with both {@code rules} and {@code
     * servingRules}.
     */
    public static Shaped segment(JsonNode segment) {
        return shape(SEGMENT, segment, "segment", "identifier");
    }

    private static Shaped shape(
            ObjectShape shape, JsonNode document, String root, String identifierField) {
        String identifier = printable(document.path(identifierField).asText(""));
        try {
            ObjectNode shaped = shape.shape(document, root);
            CanonicalJson body = CanonicalJson.of(shaped);
            if (body.size() > MAX_BYTES) {
                return new Shaped.Refused(
                        identifier, root + ": is larger than " + MAX_BYTES + " bytes");
            }
            return new Shaped.Accepted(identifier, shaped.get("version").longValue(), body);
        } catch (ShapeViolation e) {
            return new Shaped.Refused(identifier, String.valueOf(e.getMessage()));
        }
    }

    /**
     * An identifier that failed its check may hold anything; health and logs show a tame, short
     * form of it.
     */
    private static String printable(String identifier) {
        if (Identifiers.isValid(identifier)) {
            return identifier;
        }
        String tame = identifier.replaceAll("\\p{Cntrl}", "?");
        return tame.length() <= Identifiers.MAX_LENGTH
                ? tame
                : tame.substring(0, Identifiers.MAX_LENGTH) + "…";
    }
}
