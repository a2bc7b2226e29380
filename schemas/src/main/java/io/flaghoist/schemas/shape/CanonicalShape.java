package io.flaghoist.schemas.shape;

import static io.flaghoist.schemas.shape.ValueRule.OddElement.EMPTY;
import static io.flaghoist.schemas.shape.ValueRule.OddElement.LEFT_OUT;
import static io.flaghoist.schemas.shape.ValueRule.anyObject;
import static io.flaghoist.schemas.shape.ValueRule.arrayOf;
import static io.flaghoist.schemas.shape.ValueRule.bool;
import static io.flaghoist.schemas.shape.ValueRule.integer;
import static io.flaghoist.schemas.shape.ValueRule.kind;
import static io.flaghoist.schemas.shape.ValueRule.onOrOff;
import static io.flaghoist.schemas.shape.ValueRule.saturatedInteger;
import static io.flaghoist.schemas.shape.ValueRule.text;
import static io.flaghoist.schemas.shape.ValueRule.textOrJson;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.json.CanonicalJson;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Converts flags and segments to the form that every SDK can read: fields that Python, .NET, Go,
 * Ruby or Erlang require are added, values that they cannot read (null instead of an array, unknown
 * enum values, numbers beyond 32 bits) are repaired without changing the result of the reference
 * evaluator (evaluation.md). Invalid parts have the meaning that its decoder gives them: null is
 * empty, and a wrong type counts as absent. Only documents without an identifier or beyond the size
 * limit are refused. Source of each rule: sdk-clients.md, section 6. Idempotent.
 */
public final class CanonicalShape {
    /** Maximum size of a document in the log, in bytes of its canonical form. */
    public static final int MAX_BYTES = 8 << 20;

    private static final JsonNode EMPTY_TEXT = TextNode.valueOf("");
    private static final JsonNode NO_SERVE = JsonNodeFactory.instance.objectNode();
    private static final JsonNode OFF = TextNode.valueOf("off");
    private static final JsonNode STRING = TextNode.valueOf("string");
    private static final JsonNode ZERO = LongNode.valueOf(0);

    private static final ObjectShape CLAUSE =
            ObjectShape.builder()
                    .optional("id", text())
                    .orElse("attribute", text(), EMPTY_TEXT)
                    .orElse("op", text(), EMPTY_TEXT)
                    .orEmptyArray("values", textOrJson(), EMPTY)
                    .orElse("negate", bool(), BooleanNode.FALSE)
                    .build();

    private static final ObjectShape WEIGHTED_VARIATION =
            ObjectShape.builder()
                    .orElse("variation", text(), EMPTY_TEXT)
                    .orElse("weight", saturatedInteger(), ZERO)
                    .build();

    private static final ObjectShape DISTRIBUTION =
            ObjectShape.builder()
                    .orElse("bucketBy", text(), TextNode.valueOf("identifier"))
                    .orEmptyArray("variations", WEIGHTED_VARIATION, EMPTY)
                    .then(it -> numbers(it.path("variations"), "weight", Ranges::inRange))
                    .build();

    private static final ObjectShape SERVE =
            ObjectShape.builder()
                    .optional("variation", text())
                    .optional("distribution", DISTRIBUTION)
                    .build();

    private static final ObjectShape FLAG_RULE =
            ObjectShape.builder()
                    .orElse("ruleId", text(), EMPTY_TEXT)
                    .orElse("priority", saturatedInteger(), ZERO)
                    .orEmptyArray("clauses", CLAUSE, EMPTY)
                    .orElse("serve", SERVE, NO_SERVE)
                    .build();

    private static final ObjectShape VARIATION =
            ObjectShape.builder()
                    .orElse("identifier", text(), EMPTY_TEXT)
                    .orElse("value", textOrJson(), EMPTY_TEXT)
                    .optional("name", text())
                    .optional("description", text())
                    .build();

    private static final ObjectShape PREREQUISITE =
            ObjectShape.builder()
                    .orElse("feature", text(), EMPTY_TEXT)
                    .orEmptyArray("variations", text(), EMPTY)
                    .optional(Refusals.FIELD, text())
                    .build();

    private static final ObjectShape TARGET_MAP =
            ObjectShape.builder()
                    .orElse("identifier", text(), EMPTY_TEXT)
                    .orElseFrom("name", text(), "identifier")
                    .build();

    private static final ObjectShape VARIATION_MAP =
            ObjectShape.builder()
                    .orElse("variation", text(), EMPTY_TEXT)
                    .orEmptyArray("targets", TARGET_MAP, LEFT_OUT)
                    .optional("targetSegments", arrayOf(text(), EMPTY))
                    .build();

    private static final ObjectShape FLAG =
            ObjectShape.builder()
                    .orElse("project", text(), EMPTY_TEXT)
                    .orElse("environment", text(), EMPTY_TEXT)
                    .orElse("feature", text(), EMPTY_TEXT)
                    .orElse("state", onOrOff(), OFF)
                    .orElse("kind", kind(), STRING)
                    .orEmptyArray("variations", VARIATION, EMPTY)
                    .orElse("offVariation", text(), EMPTY_TEXT)
                    .orElse("defaultServe", SERVE, NO_SERVE)
                    .orEmptyArray("rules", FLAG_RULE, LEFT_OUT)
                    .orEmptyArray("prerequisites", PREREQUISITE, EMPTY)
                    .orEmptyArray("variationToTargetMap", VARIATION_MAP, LEFT_OUT)
                    .orElse("version", integer(), ZERO)
                    .then(it -> numbers(it.path("rules"), "priority", Ranges::ranked))
                    .then(Refusals::closeUnservedPrerequisites)
                    .build();

    private static final ObjectShape SEGMENT_TARGET =
            ObjectShape.builder()
                    .orElse("identifier", text(), EMPTY_TEXT)
                    .orElseFrom("name", text(), "identifier")
                    .orElse("account", text(), EMPTY_TEXT)
                    .orElse("org", text(), EMPTY_TEXT)
                    .orElse("environment", text(), EMPTY_TEXT)
                    .orElse("project", text(), EMPTY_TEXT)
                    .optional("anonymous", bool())
                    .optional("attributes", anyObject())
                    .optional("createdAt", integer())
                    .optional("segments", arrayOf(anyObject(), LEFT_OUT))
                    .build();

    /** A rule without clauses matches nobody, but the old form is ignored if it exists. */
    private static final ObjectShape GROUP_RULE =
            ObjectShape.builder()
                    .orElse("ruleId", text(), EMPTY_TEXT)
                    .orElse("priority", saturatedInteger(), ZERO)
                    .orEmptyArray("clauses", CLAUSE, EMPTY)
                    .build();

    private static final ObjectShape TAG =
            ObjectShape.builder()
                    .orElseFrom("name", text(), "identifier")
                    .orElseFrom("identifier", text(), "name")
                    .build();

    private static final ObjectShape SEGMENT =
            ObjectShape.builder()
                    .orElse("identifier", text(), EMPTY_TEXT)
                    .orElseFrom("name", text(), "identifier")
                    .orElse("environment", text(), EMPTY_TEXT)
                    .orEmptyArray("tags", TAG, LEFT_OUT)
                    .orEmptyArray("included", SEGMENT_TARGET, EMPTY)
                    .orEmptyArray("excluded", SEGMENT_TARGET, EMPTY)
                    .orEmptyArray("rules", CLAUSE, LEFT_OUT)
                    .orEmptyArray("servingRules", GROUP_RULE, EMPTY)
                    .optional("createdAt", integer())
                    .optional("modifiedAt", integer())
                    .orElse("version", integer(), ZERO)
                    .then(it -> numbers(it.path("servingRules"), "priority", Ranges::ranked))
                    .build();

    private CanonicalShape() {}

    /** A FeatureConfig (relay-protocol.md, F.1) in canonical shape. */
    public static Shaped flag(JsonNode featureConfig) {
        return shape(FLAG, featureConfig, "flag", "feature");
    }

    /**
     * A Segment (relay-protocol.md, F.3) in canonical shape, with both {@code rules} and {@code
     * servingRules}.
     */
    public static Shaped segment(JsonNode segment) {
        return shape(SEGMENT, segment, "segment", "identifier");
    }

    private static Shaped shape(
            ObjectShape shape, JsonNode document, String root, String identifierField) {
        if (!(document instanceof ObjectNode)) {
            return new Shaped.Refused("", root + ": is not an object");
        }
        JsonNode named = document.path(identifierField);
        String identifier = named.isValueNode() && !named.isNull() ? named.asText() : "";
        String path = root + "." + identifierField;
        String flaw = named.isContainerNode() ? "is not text" : Identifiers.flaw(identifier);
        if (flaw != null) {
            boolean isMissing = named.isMissingNode() || named.isNull();
            return new Shaped.Refused(
                    printable(identifier), path + ": " + (isMissing ? "is missing" : flaw));
        }
        return shaped(shape, document, root, identifier);
    }

    private static Shaped shaped(
            ObjectShape shape, JsonNode document, String root, String identifier) {
        var problems = new ShapeProblems();
        ObjectNode shaped = Objects.requireNonNull(shape.shape(document, root, problems));
        String refusal = problems.refusal();
        if (refusal != null) {
            return new Shaped.Refused(identifier, refusal);
        }
        CanonicalJson body = CanonicalJson.of(shaped);
        return body.size() > MAX_BYTES
                ? new Shaped.Refused(identifier, root + ": is larger than " + MAX_BYTES + " bytes")
                : new Shaped.Accepted(
                        identifier, shaped.get("version").longValue(), body, problems.mended());
    }

    /** Moves related numbers into the range of every SDK. */
    private static void numbers(JsonNode list, String field, UnaryOperator<long[]> mending) {
        long[] before = new long[list.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = list.get(i).path(field).longValue();
        }
        long[] after = mending.apply(before);
        for (int i = 0; i < before.length; i++) {
            if (after[i] != before[i] && list.get(i) instanceof ObjectNode object) {
                object.put(field, after[i]);
            }
        }
    }

    /** An invalid identifier may contain anything; health and logs show a short, printable form. */
    private static String printable(String identifier) {
        String tame = Texts.printable(identifier);
        return tame.length() <= Identifiers.MAX_LENGTH
                ? tame
                : tame.substring(0, Identifiers.MAX_LENGTH) + "…";
    }
}
