package io.flaghoist.simulator.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads and writes JSON, with limits for input. */
public final class Json {
    private static final ObjectMapper MAPPER = mapper(false);
    private static final ObjectMapper ASCII = mapper(true);

    private Json() {}

    private static ObjectMapper mapper(boolean ascii) {
        var limits =
                StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxNumberLength(64)
                        .maxNameLength(1_024)
                        .maxStringLength(1 << 20)
                        .build();
        // Without a table of names: if a client filled it, all JSON would be refused.
        JsonFactory factory =
                JsonFactory.builder()
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .streamReadConstraints(limits)
                        .build();
        return JsonMapper.builder(factory)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // Numbers must be written unchanged.
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .configure(JsonWriteFeature.ESCAPE_NON_ASCII, ascii)
                .build();
    }

    /**
     * Reads one JSON value.
     *
     * @param what names the input in the error, for example {@code "body"}
     * @throws RefusedException 400 when {@code bytes} is empty or not one JSON value, saying where
     */
    public static JsonNode parse(byte[] bytes, String what) {
        try {
            var node = MAPPER.readTree(text(bytes, what));
            if (node == null || node.isMissingNode()) {
                throw RefusedException.invalid(what + " is empty; expected JSON");
            }
            return node;
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            var at =
                    where == null
                            ? ""
                            : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
            throw RefusedException.invalid(
                    what + " is not valid JSON" + at + ": " + e.getOriginalMessage());
        }
    }

    /** Jackson, which has no table of names, would put replacements for what is not UTF-8. */
    private static String text(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw RefusedException.invalid(what + " is not valid JSON: it is not UTF-8");
        }
    }

    /** As {@link #parse}, and refuses everything but an object. */
    public static ObjectNode parseObject(byte[] bytes, String what) {
        return asObject(parse(bytes, what), what);
    }

    /**
     * Requires an object.
     *
     * @throws RefusedException 400 when {@code node} is not an object
     */
    public static ObjectNode asObject(JsonNode node, String what) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw RefusedException.invalid(what + " must be a JSON object, not " + describe(node));
    }

    /** The kind of {@code node} in words for error messages. */
    static String describe(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** UTF-8, without whitespace. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree is always writable", e);
        }
    }

    /**
     * ASCII only, without whitespace: for stream events and tokens, see sdk-facing rules in README.
     */
    public static byte[] asciiBytes(JsonNode node) {
        try {
            return ASCII.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree is always writable", e);
        }
    }
}
